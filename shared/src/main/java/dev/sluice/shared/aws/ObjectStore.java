package dev.sluice.shared.aws;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ResultPlace;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
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
    private final Uploads uploads;

    public ObjectStore(S3Client s3) {
        this.s3 = s3;
        this.uploads = new Uploads(s3);
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

        /**
         * The key holds another upload, written after the event; that one's job is the answer, if
         * there is one.
         */
        record Newer() implements Fetched {}

        /** The key holds nothing any more. */
        record Deleted() implements Fetched {}

        /** The object has more bytes than allowed. */
        record TooLarge(long bytes) implements Fetched {}

        /**
         * The object takes more memory than was set aside for it: it is packed, or another size was
         * announced. Give back what was set aside, acquire this, and fetch again.
         *
         * @param bytes room for the next fetch
         */
        record NeedsRoom(long bytes) implements Fetched {}

        /** Nobody can read the object as it lies there: for its storage, encryption or packing. */
        record Refused(FailureReason why) implements Fetched {}
    }

    /**
     * Reads exactly the upload that a job is for: by version, else on condition of its eTag (RULES
     * 2). An object with {@code Content-Encoding: gzip} is unpacked.
     *
     * @param cap most bytes to read, and to unpack; at most {@link
     *     dev.sluice.shared.pipeline.Pipeline.Limits#LARGEST_OBJECT}
     * @param room bytes of memory set aside: those of the object, and packed ones besides
     * @throws InterruptedException if interrupted while reading
     * @throws StoreUnavailable if S3 could not answer
     */
    public Fetched fetch(Job job, long cap, long room) throws InterruptedException {
        return uploads.fetch(job, false, cap, room);
    }

    /** As {@link #fetch}, but takes a newer upload that stands there as well. */
    public Fetched fetchStanding(Job job, long cap, long room) throws InterruptedException {
        return uploads.fetch(job, true, cap, room);
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
        return putFenced(bucket, key, contentType, RequestBody.fromBytes(content), job, before);
    }

    /** As the other, from a file, which must not change meanwhile. */
    public Put putFenced(
            String bucket, String key, String contentType, Path file, Job job, Runnable before) {
        return putFenced(bucket, key, contentType, RequestBody.fromFile(file), job, before);
    }

    private Put putFenced(
            String bucket,
            String key,
            String contentType,
            RequestBody content,
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
    private boolean put(PutObjectRequest request, RequestBody content) {
        try {
            s3.putObject(request, content);
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

    static StoreUnavailable unavailable(String doing, String bucket, String key, Exception cause) {
        return new StoreUnavailable(
                "cannot %s s3://%s/%s: %s".formatted(doing, bucket, key, cause.getMessage()),
                cause);
    }
}
