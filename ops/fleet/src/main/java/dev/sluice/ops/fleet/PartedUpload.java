package dev.sluice.ops.fleet;

import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A large upload, part by part: a connection that breaks costs one of them, and none takes longer
 * than S3's client waits. One part at a time lies in memory.
 *
 * @param slow how long a part may take
 */
record PartedUpload(S3Client s3, String bucket, String key, AwsRequestOverrideConfiguration slow) {
    /** Bytes of a part, and of an upload that needs none. */
    static final int PART = 16 << 20;

    /** S3 takes 10,000. */
    private static final long MOST_PARTS = 9_000;

    /**
     * Sends it; nothing stands at the key before all is there.
     *
     * @param size of the content, bytes
     * @return its eTag
     */
    String put(RequestBody content, long size, String type, Map<String, String> metadata) {
        String upload =
                s3.createMultipartUpload(
                                create ->
                                        create.bucket(bucket)
                                                .key(key)
                                                .contentType(type)
                                                .metadata(metadata))
                        .uploadId();
        try {
            List<CompletedPart> parts = parts(content, size, upload);
            return s3.completeMultipartUpload(
                            complete ->
                                    complete.bucket(bucket)
                                            .key(key)
                                            .uploadId(upload)
                                            .multipartUpload(all -> all.parts(parts))
                                            .overrideConfiguration(slow))
                    .eTag();
        } catch (RuntimeException e) {
            abort(upload);
            throw e;
        }
    }

    private List<CompletedPart> parts(RequestBody content, long size, String upload) {
        int part = Math.toIntExact(Math.max(PART, Math.ceilDiv(size, MOST_PARTS)));
        List<CompletedPart> parts = new ArrayList<>();
        try (InputStream in = content.contentStreamProvider().newStream()) {
            for (byte[] bytes = in.readNBytes(part);
                    bytes.length > 0;
                    bytes = in.readNBytes(part)) {
                int number = parts.size() + 1;
                String eTag =
                        s3.uploadPart(
                                        each ->
                                                each.bucket(bucket)
                                                        .key(key)
                                                        .uploadId(upload)
                                                        .partNumber(number)
                                                        .overrideConfiguration(slow),
                                        RequestBody.fromBytes(bytes))
                                .eTag();
                parts.add(CompletedPart.builder().partNumber(number).eTag(eTag).build());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parts;
    }

    /** Unfinished parts cost money until the bucket's rule ends them, if not now. */
    private void abort(String upload) {
        try {
            s3.abortMultipartUpload(a -> a.bucket(bucket).key(key).uploadId(upload));
        } catch (SdkException e) {
            // said already, by what led here
        }
    }
}
