package dev.sluice.shared.aws;

import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ResultPlace;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Uploads and results in S3: conditional reads with a cap, and writes fenced by generation. */
public final class ObjectStore {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    /** Looks at what stands there; more than a few say that the store's conditions do not work. */
    private static final int LOOKS = 8;

    private final S3Client s3;

    public ObjectStore(S3Client s3) {
        this.s3 = s3;
    }

    /**
     * S3 is out of reach, throttles, or denies (which is a fault of the set-up, not of the upload).
     */
    public static final class StoreUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1;

        StoreUnavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** What a fetch found. */
    public sealed interface Fetched {
        /**
         * @param bytes the whole object
         * @param metadata its user metadata, names in lower case without {@code x-amz-meta-}
         */
        @SuppressWarnings("ArrayRecordComponent") // megabytes, read once: never compared or copied
        record Content(byte[] bytes, Map<String, String> metadata) implements Fetched {
            public Content {
                metadata = Map.copyOf(metadata);
            }
        }

        /** The key holds another upload by now; that one's job is the answer. */
        record Overwritten() implements Fetched {}

        /** The key holds nothing any more. */
        record Deleted() implements Fetched {}

        /** The object has more bytes than allowed. */
        record TooLarge(long bytes) implements Fetched {}
    }

    /**
     * Reads exactly the upload that a job is for: by version, else on condition of its eTag (RULES
     * 2).
     *
     * @param cap most bytes to read
     * @throws InterruptedException if interrupted while reading
     * @throws StoreUnavailable if S3 could not answer
     */
    public Fetched fetch(Job job, long cap) throws InterruptedException {
        GetObjectRequest.Builder get =
                GetObjectRequest.builder().bucket(job.bucket()).key(job.key());
        get.ifMatch(quoted(job.eTag())); // by version too: "null" names whatever stands there
        job.versionId().ifPresent(get::versionId);
        try (ResponseInputStream<GetObjectResponse> stream = s3.getObject(get.build())) {
            long length = Optional.ofNullable(stream.response().contentLength()).orElse(0L);
            if (length > cap) {
                stream.abort();
                return new Fetched.TooLarge(length);
            }
            byte[] bytes = length > 0 ? exactly(stream, length) : upTo(stream, cap + 1);
            if (bytes.length > cap) {
                stream.abort();
                return new Fetched.TooLarge(bytes.length);
            }
            return new Fetched.Content(bytes, Fence.lowerCase(stream.response().metadata()));
        } catch (AbortedException e) {
            throw new InterruptedException("fetch was cancelled");
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED) {
                return new Fetched.Overwritten();
            }
            if (e.statusCode() == NOT_FOUND && isOfKey(e)) {
                return new Fetched.Deleted();
            }
            throw unavailable("read", job.bucket(), job.key(), e);
        } catch (SdkException | IOException e) {
            throw unavailable("read", job.bucket(), job.key(), e);
        }
    }

    /** To the stream's end, where the SDK checks the sum, and without a copy on the way. */
    private static byte[] exactly(InputStream stream, long length) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(length)];
        if (stream.readNBytes(bytes, 0, bytes.length) < length || stream.read() >= 0) {
            throw new IOException("not the %d bytes that were announced".formatted(length));
        }
        return bytes;
    }

    private static byte[] upTo(InputStream stream, long most) throws IOException {
        return stream.readNBytes((int) Math.min(most, Integer.MAX_VALUE - 8));
    }

    /** What a fenced write found. */
    public enum Put {
        /** The object is this generation's: just written, or written before. */
        OURS,
        /** The object is a newer upload's and was left alone. */
        SUPERSEDED
    }

    /**
     * Writes a result so that no older generation's ever stands over a newer one's (RULES 3): only
     * if nothing is there, or if what is there is older and still what was looked at.
     *
     * @param before checked before each call; it throws when the lease is over
     * @throws StoreUnavailable if S3 could not answer; nothing is known to be written
     */
    public Put putFenced(
            String bucket,
            String key,
            String contentType,
            byte[] content,
            Job job,
            Runnable before) {
        Fence fence = Fence.of(job);
        PutObjectRequest.Builder request =
                PutObjectRequest.builder()
                        .bucket(bucket)
                        .key(key)
                        .contentType(contentType)
                        .metadata(fence.metadata())
                        .ifNoneMatch("*");
        try {
            for (int look = 0; look < LOOKS; look++) {
                before.run();
                if (put(request.build(), content)) {
                    return Put.OURS;
                }
                before.run();
                Optional<HeadObjectResponse> standing = head(bucket, key);
                int order = standing.map(head -> fence.compare(head.metadata())).orElse(-1);
                if (order == 0) {
                    return Put.OURS;
                }
                if (order > 0) {
                    return Put.SUPERSEDED;
                }
                request.ifNoneMatch(standing.isPresent() ? null : "*")
                        .ifMatch(standing.map(HeadObjectResponse::eTag).orElse(null));
            }
        } catch (SdkException e) {
            throw unavailable("write", bucket, key, e);
        }
        throw new StoreUnavailable(
                "cannot write s3://%s/%s: its conditions failed %d times in a row"
                        .formatted(bucket, key, LOOKS),
                null);
    }

    /**
     * Writes an object whose name nobody else can have chosen. That something is there then says
     * that it was written before and only the answer was lost.
     *
     * @throws StoreUnavailable if S3 could not answer; nothing is known to be written
     */
    public void putNew(String bucket, String key, String contentType, byte[] content) {
        try {
            s3.putObject(
                    put -> put.bucket(bucket).key(key).contentType(contentType).ifNoneMatch("*"),
                    RequestBody.fromBytes(content));
        } catch (SdkException e) {
            if (!(e instanceof S3Exception s3e) || s3e.statusCode() != PRECONDITION_FAILED) {
                throw unavailable("write", bucket, key, e);
            }
        }
    }

    /**
     * Reads a result document, be it an object or a line of a pack.
     *
     * @throws StoreUnavailable if S3 could not answer, nothing is there, or it is no gzip
     */
    public byte[] result(String bucket, ResultPlace place) {
        try {
            return switch (place) {
                case ResultPlace.Whole(String key) ->
                        s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray();
                case ResultPlace.InPack(String key, long offset, long length) -> {
                    String range = "bytes=" + offset + "-" + (offset + length - 1);
                    InputStream line =
                            s3.getObjectAsBytes(get -> get.bucket(bucket).key(key).range(range))
                                    .asInputStream();
                    try (GZIPInputStream document = new GZIPInputStream(line)) {
                        yield document.readAllBytes();
                    }
                }
            };
        } catch (SdkException | IOException e) {
            throw unavailable("read", bucket, place.key(), e);
        }
    }

    /** False if the condition failed or a concurrent write got in the way: look again. */
    private boolean put(PutObjectRequest request, byte[] content) {
        try {
            s3.putObject(request, RequestBody.fromBytes(content));
            return true;
        } catch (S3Exception e) {
            boolean vanished = e.statusCode() == NOT_FOUND && request.ifMatch() != null;
            if (e.statusCode() == PRECONDITION_FAILED || e.statusCode() == CONFLICT || vanished) {
                return false;
            }
            throw e;
        }
    }

    private Optional<HeadObjectResponse> head(String bucket, String key) {
        try {
            return Optional.of(s3.headObject(head -> head.bucket(bucket).key(key)));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Whether it is the key that is missing, and not the bucket, which is a fault of the set-up.
     */
    private static boolean isOfKey(S3Exception e) {
        return e.awsErrorDetails() == null
                || !"NoSuchBucket".equals(e.awsErrorDetails().errorCode());
    }

    private static String quoted(String eTag) {
        return "\"" + eTag + "\"";
    }

    private static StoreUnavailable unavailable(
            String doing, String bucket, String key, Exception cause) {
        return new StoreUnavailable(
                "cannot %s s3://%s/%s: %s".formatted(doing, bucket, key, cause.getMessage()),
                cause);
    }
}
