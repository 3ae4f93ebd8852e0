package dev.sluice.shared.aws;

import dev.sluice.shared.aws.ObjectStore.Put;
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
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Objects of any size between S3 and files, in pieces that pass through a buffer of {@value
 * #BUFFER} bytes: no gigabyte ever lies in memory, and a connection that breaks costs a piece.
 */
public final class FileTransfer {
    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;

    /** Of a download; one is asked for anew if its connection breaks. */
    private static final long PIECE = 64 << 20;

    private static final int BUFFER = 1 << 17;
    private static final int TRIES = 4;

    private final S3Client s3;
    private final Supplier<? extends Calls> calls;

    /** Calls to S3 are being made, until it is closed. */
    public interface Calls extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * @param calls asked before each call, and closed after it; may throw where none is to be made
     *     any more
     */
    public FileTransfer(S3Client s3, Supplier<? extends Calls> calls) {
        this.s3 = s3;
        this.calls = calls;
    }

    /** What a download came to. */
    public sealed interface Got {
        /**
         * It is there.
         *
         * @param metadata user metadata, names in lower case without {@code x-amz-meta-}
         */
        record Here(long bytes, Map<String, String> metadata) implements Got {
            public Here {
                metadata = Map.copyOf(metadata);
            }
        }

        /** The key holds another upload, written after the event. */
        record Newer() implements Got {}

        /** The key holds nothing any more. */
        record Deleted() implements Got {}

        record TooLarge(long bytes) implements Got {}

        /** Nobody can read it as it lies there. */
        record Refused(FailureReason why) implements Got {}
    }

    /**
     * Fetches exactly the upload that a job is for (RULES 2).
     *
     * @param cap most bytes
     * @param newerToo whether one that came after the event will do
     * @param target a file that is made, or emptied
     * @throws ObjectStore.StoreUnavailable if S3 could not answer
     * @throws IOException if the file cannot be written
     */
    public Got upload(Job job, long cap, boolean newerToo, Path target)
            throws IOException, InterruptedException {
        Source source = new Source(job.bucket(), job.key(), job.versionId());
        try {
            return announced(job, source, new Ask(cap, newerToo), target);
        } catch (AbortedException e) {
            throw new InterruptedException("the download was cancelled");
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return new Got.Deleted();
            }
            return Refusal.of(e)
                    .<Got>map(Got.Refused::new)
                    .orElseThrow(() -> ObjectStore.unavailable("read", job.bucket(), job.key(), e));
        } catch (SdkException e) {
            throw ObjectStore.unavailable("read", job.bucket(), job.key(), e);
        }
    }

    /**
     * What an upload says of itself, names in lower case; nothing if it is gone or cannot be read,
     * of which {@link #upload} says more.
     *
     * @throws ObjectStore.StoreUnavailable if S3 could not answer
     */
    public Map<String, String> metadata(Job job) {
        try (Calls _ = calls.get()) {
            return Fence.lowerCase(
                    s3.headObject(
                                    head -> {
                                        head.bucket(job.bucket()).key(job.key());
                                        job.versionId().ifPresent(head::versionId);
                                    })
                            .metadata());
        } catch (S3Exception e) {
            return Map.of();
        } catch (SdkException e) {
            throw ObjectStore.unavailable("look at", job.bucket(), job.key(), e);
        }
    }

    /**
     * Fetches an object of ours; empty if there is none.
     *
     * @throws ObjectStore.StoreUnavailable if S3 could not answer
     */
    public Optional<Got.Here> object(String bucket, String key, long cap, Path target)
            throws IOException, InterruptedException {
        try {
            Source source = new Source(bucket, key, Optional.empty());
            return get(source, null, cap, target) instanceof Got.Here here
                    ? Optional.of(here)
                    : Optional.empty();
        } catch (AbortedException e) {
            throw new InterruptedException("the download was cancelled");
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw ObjectStore.unavailable("read", bucket, key, e);
        } catch (SdkException e) {
            throw ObjectStore.unavailable("read", bucket, key, e);
        }
    }

    private record Source(String bucket, String key, Optional<String> versionId) {}

    private record Ask(long cap, boolean newerToo) {}

    private Got announced(Job job, Source source, Ask ask, Path target)
            throws IOException, InterruptedException {
        try {
            return get(source, '"' + job.eTag() + '"', ask.cap(), target);
        } catch (S3Exception e) {
            if (e.statusCode() != PRECONDITION_FAILED) {
                throw e;
            }
        }
        HeadObjectResponse head;
        try (Calls _ = calls.get()) {
            head = s3.headObject(h -> h.bucket(source.bucket()).key(source.key()));
        }
        if (!ask.newerToo() && isAfter(head.lastModified(), job.eventTime())) {
            return new Got.Newer();
        }
        try { // the event may have had its eTag wrong
            return get(source, head.eTag(), ask.cap(), target);
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED) {
                return new Got.Newer();
            }
            throw e;
        }
    }

    private static boolean isAfter(@Nullable Instant written, Instant event) {
        return written == null
                || written.truncatedTo(ChronoUnit.SECONDS)
                        .isAfter(event.truncatedTo(ChronoUnit.SECONDS));
    }

    /** Piece by piece, each of the same content: an object that changes meanwhile fails. */
    private Got get(Source source, @Nullable String eTag, long cap, Path target)
            throws IOException, InterruptedException {
        String same = eTag;
        Map<String, String> metadata = Map.of();
        long total = Long.MAX_VALUE;
        try (FileChannel file =
                FileChannel.open(
                        target,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            int broken = 0;
            while (file.position() < total) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                try (Calls _ = calls.get();
                        ResponseInputStream<GetObjectResponse> piece =
                                s3.getObject(ask(source, same, file.position()))) {
                    total = total(piece.response());
                    same = piece.response().eTag();
                    metadata = Fence.lowerCase(piece.response().metadata());
                    if (total > cap) {
                        piece.abort();
                        return new Got.TooLarge(total);
                    }
                    copy(piece, file);
                    broken = 0;
                } catch (IOException e) { // of the connection, or of the disk: it will fail again
                    if (++broken == TRIES) {
                        throw e;
                    }
                }
            }
            return new Got.Here(total, metadata);
        }
    }

    private static GetObjectRequest ask(Source source, @Nullable String eTag, long from) {
        GetObjectRequest.Builder get =
                GetObjectRequest.builder()
                        .bucket(source.bucket())
                        .key(source.key())
                        .ifMatch(eTag)
                        .range("bytes=" + from + "-" + (from + PIECE - 1));
        source.versionId().ifPresent(get::versionId);
        return get.build();
    }

    /** Bytes of the whole object. */
    private static long total(GetObjectResponse response) {
        String range = Optional.ofNullable(response.contentRange()).orElse("");
        String all = range.substring(range.lastIndexOf('/') + 1);
        return all.matches("\\d{1,18}")
                ? Long.parseLong(all)
                : Optional.ofNullable(response.contentLength()).orElse(0L);
    }

    private static void copy(InputStream from, FileChannel to) throws IOException {
        ReadableByteChannel channel = Channels.newChannel(from);
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        while (channel.read(buffer) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                int _ = to.write(buffer);
            }
            buffer.clear();
        }
    }

    /**
     * Writes a file over whatever an older upload, or an earlier attempt of this one, left there.
     * Who writes holds the job's lease and the claim on its row, so nobody does meanwhile; a newer
     * upload's file is left alone (RULES 3).
     *
     * @param file which must not change meanwhile
     * @throws ObjectStore.StoreUnavailable if S3 could not answer; nothing is known to be written
     */
    public Put put(String bucket, String key, String contentType, Path file, Job job)
            throws IOException {
        return new FilePut(s3, calls).put(bucket, key, contentType, file, Fence.of(job));
    }

    /**
     * Removes an object of ours, if there is one.
     *
     * @throws ObjectStore.StoreUnavailable if S3 could not answer
     */
    public void delete(String bucket, String key) {
        try (Calls _ = calls.get()) {
            s3.deleteObject(d -> d.bucket(bucket).key(key));
        } catch (SdkException e) {
            throw ObjectStore.unavailable("delete", bucket, key, e);
        }
    }
}
