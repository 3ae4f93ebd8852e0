package dev.sluice.shared.aws;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One bucket with S3's rules for conditional writes, and with a hand in what happens between. */
final class FakeBucket implements S3Client {
    /** What lies under a key. */
    record Standing(String eTag, Map<String, String> metadata) {}

    final Map<String, Standing> objects = new HashMap<>();
    final List<String> calls = new ArrayList<>();

    /** Run one each before a call is answered; an exception is the answer. */
    final Deque<Runnable> before = new ArrayDeque<>();

    private int written;

    void stands(String key, Map<String, String> metadata) {
        written++;
        objects.put(key, new Standing("\"" + written + "\"", metadata));
    }

    static S3Exception status(int code) {
        return (S3Exception)
                S3Exception.builder().statusCode(code).message("status " + code).build();
    }

    private void happens(String call) {
        calls.add(call);
        Runnable event = before.poll();
        if (event != null) {
            event.run();
        }
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest put, RequestBody body) {
        happens(put.ifMatch() == null ? "PUT if-none-match " + put.ifNoneMatch() : "PUT if-match");
        Standing standing = objects.get(put.key());
        if (put.ifMatch() != null && standing == null) {
            throw status(404);
        }
        if (standing != null && !standing.eTag().equals(put.ifMatch())) {
            throw status(412);
        }
        stands(put.key(), put.metadata());
        return PutObjectResponse.builder().build();
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest head) {
        happens("HEAD");
        Standing standing = objects.get(head.key());
        if (standing == null) {
            throw NoSuchKeyException.builder().statusCode(404).message("gone").build();
        }
        return HeadObjectResponse.builder()
                .eTag(standing.eTag())
                .metadata(standing.metadata())
                .build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
