package dev.sluice.shared.aws;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;

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
import java.util.Map;
import java.util.Optional;

/** Uploads and results in S3: conditional reads with a cap, and writes fenced by generation. */
public final class ObjectStore {
    private static final String GENERATION = "generation";
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

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
        job.versionId().ifPresentOrElse(get::versionId, () -> get.ifMatch(quoted(job.eTag())));
        try (ResponseInputStream<GetObjectResponse> stream = s3.getObject(get.build())) {
            long length = Optional.ofNullable(stream.response().contentLength()).orElse(0L);
            if (length > cap) {
                stream.abort();
                return new Fetched.TooLarge(length);
            }
            byte[] bytes = stream.readNBytes((int) Math.min(cap + 1, Integer.MAX_VALUE - 8));
            if (bytes.length > cap) {
                stream.abort();
                return new Fetched.TooLarge(bytes.length);
            }
            return new Fetched.Content(bytes, stream.response().metadata());
        } catch (AbortedException e) {
            throw new InterruptedException("fetch was cancelled");
        } catch (S3Exception e) {
            return switch (e.statusCode()) {
                case PRECONDITION_FAILED -> new Fetched.Overwritten();
                case NOT_FOUND -> new Fetched.Deleted();
                default -> throw unavailable("read", job.bucket(), job.key(), e);
            };
        } catch (SdkException | IOException e) {
            throw unavailable("read", job.bucket(), job.key(), e);
        }
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
            Generation generation,
            Runnable before) {
        PutObjectRequest request =
                PutObjectRequest.builder()
                        .bucket(bucket)
                        .key(key)
                        .contentType(contentType)
                        .metadata(Map.of(GENERATION, generation.value()))
                        .build();
        try {
            for (Optional<String> standing = Optional.empty(); ; ) {
                Optional<String> expected = standing;
                before.run();
                boolean written =
                        put(
                                request.toBuilder()
                                        .applyMutation(
                                                b ->
                                                        expected.ifPresentOrElse(
                                                                b::ifMatch,
                                                                () -> b.ifNoneMatch("*")))
                                        .build(),
                                content);
                if (written) {
                    return Put.OURS;
                }
                before.run();
                Optional<HeadObjectResponse> head = head(bucket, key);
                standing = head.map(HeadObjectResponse::eTag);
                int order =
                        head.map(h -> standingGeneration(h).compareTo(generation.value()))
                                .orElse(-1);
                if (order == 0) {
                    return Put.OURS;
                }
                if (order > 0) {
                    return Put.SUPERSEDED;
                }
            }
        } catch (SdkException e) {
            throw unavailable("write", bucket, key, e);
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
     * An object that nobody fenced, put there by hand for example, is older than any generation.
     */
    private static String standingGeneration(HeadObjectResponse head) {
        return head.metadata().getOrDefault(GENERATION, "");
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
