package dev.sluice.shared.aws;

import dev.sluice.shared.aws.FileTransfer.Calls;
import dev.sluice.shared.aws.ObjectStore.Put;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Writes files of any size: small ones at once, others in parts. */
record FilePut(S3Client s3, Supplier<? extends Calls> calls) {
    private static final int NOT_FOUND = 404;

    /** S3's client has 30 s for one, so half a megabyte a second will do. */
    private static final long PART = 16 << 20;

    /** S3 takes 10,000. */
    private static final long MOST_PARTS = 9_000;

    /** As {@link FileTransfer#put}. */
    Put put(String bucket, String key, String contentType, Path file, Fence fence)
            throws IOException {
        try {
            try (Calls _ = calls.get()) {
                if (newerStands(bucket, key, fence)) {
                    return Put.SUPERSEDED;
                }
            }
            long size = Files.size(file);
            if (size <= PART) {
                try (Calls _ = calls.get()) {
                    s3.putObject(
                            put ->
                                    put.bucket(bucket)
                                            .key(key)
                                            .contentType(contentType)
                                            .metadata(fence.metadata()),
                            RequestBody.fromFile(file));
                }
            } else {
                inParts(bucket, key, contentType, file, fence.metadata());
            }
            return Put.OURS;
        } catch (SdkException e) {
            throw ObjectStore.unavailable("write", bucket, key, e);
        }
    }

    private boolean newerStands(String bucket, String key, Fence fence) {
        try {
            return fence.compare(s3.headObject(h -> h.bucket(bucket).key(key)).metadata()) > 0;
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private void inParts(
            String bucket, String key, String contentType, Path file, Map<String, String> metadata)
            throws IOException {
        long size = Files.size(file);
        long part = Math.max(PART, size / MOST_PARTS);
        String upload;
        try (Calls _ = calls.get()) {
            upload =
                    s3.createMultipartUpload(
                                    c ->
                                            c.bucket(bucket)
                                                    .key(key)
                                                    .contentType(contentType)
                                                    .metadata(metadata))
                            .uploadId();
        }
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long from = 0; from < size; from += part) {
                int number = parts.size() + 1;
                long begin = from;
                long length = Math.min(part, size - from);
                try (Calls _ = calls.get()) {
                    String eTag =
                            s3.uploadPart(
                                            u ->
                                                    u.bucket(bucket)
                                                            .key(key)
                                                            .uploadId(upload)
                                                            .partNumber(number)
                                                            .contentLength(length),
                                            slice(file, begin, length))
                                    .eTag();
                    parts.add(CompletedPart.builder().partNumber(number).eTag(eTag).build());
                }
            }
            try (Calls _ = calls.get()) {
                s3.completeMultipartUpload(
                        c ->
                                c.bucket(bucket)
                                        .key(key)
                                        .uploadId(upload)
                                        .multipartUpload(m -> m.parts(parts)));
            }
        } catch (RuntimeException e) {
            abort(bucket, key, upload);
            throw e;
        }
    }

    private static RequestBody slice(Path file, long from, long length) {
        return RequestBody.fromContentProvider(
                () -> {
                    try {
                        return new Slice(file, from, length);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                length,
                "application/octet-stream");
    }

    /** What it holds ends by the bucket's rule for unfinished uploads, if not now. */
    private void abort(String bucket, String key, String upload) {
        try {
            s3.abortMultipartUpload(a -> a.bucket(bucket).key(key).uploadId(upload));
        } catch (SdkException e) {
            // said already, by what led here
        }
    }
}
