package dev.sluice.worker.fake;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Calls read {@code get KEY}, {@code put KEY}, {@code head KEY}. */
public final class FakeS3 implements S3Client {
    /** Uploads by key. */
    public final Map<String, byte[]> uploads = new ConcurrentHashMap<>();

    /** The generation of each result by key. */
    public final Map<String, String> results = new ConcurrentHashMap<>();

    /** What was put, by key. */
    public final Map<String, byte[]> contents = new ConcurrentHashMap<>();

    /** The headers of the last put. */
    public volatile PutObjectRequest lastPut = PutObjectRequest.builder().build();

    /** Of whatever stands under an upload's key; another than the job's is a later upload's. */
    public volatile String eTag = Jobs.job().eTag();

    private final Calls calls;

    public FakeS3(Calls calls) {
        this.calls = calls;
    }

    public static S3Exception status(int code) {
        return (S3Exception)
                S3Exception.builder().statusCode(code).message("status " + code).build();
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest get) {
        calls.happens("get " + get.key());
        byte[] bytes = uploads.get(get.key());
        if (bytes == null) {
            throw status(404);
        }
        if (!get.ifMatch().equals(quoted(eTag))) {
            throw status(412);
        }
        return new ResponseInputStream<>(
                GetObjectResponse.builder().contentLength((long) bytes.length).build(),
                new ByteArrayInputStream(bytes));
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest put, RequestBody body) {
        calls.happens("put " + put.key());
        if (put.ifNoneMatch() != null && results.containsKey(put.key())) {
            throw status(412);
        }
        lastPut = put;
        try {
            contents.put(put.key(), body.contentStreamProvider().newStream().readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        results.put(put.key(), put.metadata().getOrDefault("generation", ""));
        return PutObjectResponse.builder().build();
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest head) {
        calls.happens("head " + head.key());
        if (uploads.containsKey(head.key())) {
            return HeadObjectResponse.builder()
                    .eTag(quoted(eTag))
                    .lastModified(Jobs.job().eventTime().plusSeconds(9))
                    .build();
        }
        String generation = results.get(head.key());
        if (generation == null) {
            throw status(404);
        }
        return HeadObjectResponse.builder()
                .eTag("tag")
                .metadata(Map.of("generation", generation))
                .build();
    }

    private static String quoted(String eTag) {
        return '"' + eTag + '"';
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
