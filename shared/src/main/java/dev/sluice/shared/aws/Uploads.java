package dev.sluice.shared.aws;

import dev.sluice.shared.aws.ObjectStore.Fetched;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Reads uploads: the one that a job is for and no other, within its limits. */
record Uploads(S3Client s3) {
    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;

    /**
     * As {@link ObjectStore#fetch}.
     *
     * @param newerToo whether an upload that came after the event is taken as well
     */
    Fetched fetch(Job job, boolean newerToo, long cap, long room) throws InterruptedException {
        try {
            return announced(job, newerToo, cap, room);
        } catch (AbortedException e) {
            throw new InterruptedException("fetch was cancelled");
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND && isOfKey(e)) {
                return new Fetched.Deleted();
            }
            Optional<FailureReason> refusal = Refusal.of(e);
            if (refusal.isPresent()) {
                return new Fetched.Refused(refusal.get());
            }
            throw ObjectStore.unavailable("read", job.bucket(), job.key(), e);
        } catch (SdkException | IOException e) {
            throw ObjectStore.unavailable("read", job.bucket(), job.key(), e);
        }
    }

    private Fetched announced(Job job, boolean newerToo, long cap, long room) throws IOException {
        try {
            return get(job, quoted(job.eTag()), cap, room);
        } catch (S3Exception e) {
            if (e.statusCode() != PRECONDITION_FAILED) {
                throw e;
            }
            return standing(job, newerToo, cap, room);
        }
    }

    /**
     * Another eTag than the event's stands there. If nothing was written since, it is the event
     * that is wrong: eTags arrive clipped, or in quotes.
     */
    private Fetched standing(Job job, boolean newerToo, long cap, long room) throws IOException {
        HeadObjectResponse head =
                s3.headObject(
                        request -> {
                            request.bucket(job.bucket()).key(job.key());
                            job.versionId().ifPresent(request::versionId);
                        });
        if (!newerToo && isAfter(head.lastModified(), job.eventTime())) {
            return new Fetched.Newer();
        }
        try {
            return get(job, head.eTag(), cap, room);
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED) {
                return new Fetched.Newer();
            }
            throw e;
        }
    }

    /** In whole seconds, finer than which S3 does not say when an object was written. */
    private static boolean isAfter(@Nullable Instant written, Instant event) {
        return written == null
                || written.truncatedTo(ChronoUnit.SECONDS)
                        .isAfter(event.truncatedTo(ChronoUnit.SECONDS));
    }

    private Fetched get(Job job, String eTag, long cap, long room) throws IOException {
        GetObjectRequest.Builder get =
                GetObjectRequest.builder().bucket(job.bucket()).key(job.key());
        get.ifMatch(eTag); // by version too: "null" names whatever stands there
        job.versionId().ifPresent(get::versionId);
        try (ResponseInputStream<GetObjectResponse> stream = s3.getObject(get.build())) {
            long length = Optional.ofNullable(stream.response().contentLength()).orElse(0L);
            Optional<Fetched> over = over(length, cap, room);
            if (over.isPresent()) {
                stream.abort();
                return over.get();
            }
            byte[] bytes =
                    length > 0 ? exactly(stream, length) : upTo(stream, Math.min(cap, room) + 1);
            over = over(bytes.length, cap, room);
            if (over.isPresent()) {
                stream.abort();
                return bytes.length > cap ? over.get() : new Fetched.NeedsRoom(cap);
            }
            Map<String, String> metadata = Fence.lowerCase(stream.response().metadata());
            return Gzip.packs(stream.response().contentEncoding(), bytes)
                    ? unpacked(bytes, metadata, cap, room)
                    : new Fetched.Content(bytes, metadata);
        }
    }

    private static Optional<Fetched> over(long bytes, long cap, long room) {
        return bytes > cap
                ? Optional.of(new Fetched.TooLarge(bytes))
                : bytes > room ? Optional.of(new Fetched.NeedsRoom(bytes)) : Optional.empty();
    }

    private static Fetched unpacked(
            byte[] packed, Map<String, String> metadata, long cap, long room) {
        try {
            long size = Gzip.unpackedSize(packed, cap);
            if (size > cap) {
                return new Fetched.Refused(
                        new FailureReason(
                                "too-many-bytes",
                                "The file is stored as gzip (Content-Encoding) and has, unpacked, more than the %d bytes allowed; upload a smaller file."
                                        .formatted(cap)));
            }
            return packed.length + size > room
                    ? new Fetched.NeedsRoom(packed.length + size)
                    : new Fetched.Content(Gzip.unpack(packed, size), metadata);
        } catch (IOException e) {
            return new Fetched.Refused(
                    new FailureReason(
                            "corrupt-object",
                            "The file is stored as gzip (Content-Encoding) and its bytes are"
                                    + " damaged or incomplete; upload it again."));
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

    /**
     * Whether it is the key that is missing, and not the bucket, which is a fault of the set-up.
     */
    private static boolean isOfKey(S3Exception e) {
        return e.awsErrorDetails() == null
                || !"NoSuchBucket".equals(e.awsErrorDetails().errorCode());
    }

    private static String quoted(String eTag) {
        return "\"" + eTag.replace("\"", "") + "\"";
    }
}
