package dev.sluice.ops.local;

import com.google.common.io.FileBackedOutputStream;
import com.google.common.util.concurrent.Striped;

import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Gives S3Proxy what it lacks: an event for each object written or removed, and conditional puts
 * that hold when clients race.
 *
 * <p>Every write of a key happens under that key's lock, and so do the check of its condition and
 * the numbering of its event: events of one key are numbered in the order of its writes. They are
 * sent after the lock is released, so they may arrive in another order, as on AWS.
 *
 * <p>Not atomic is {@code If-Match} on CompleteMultipartUpload, which S3Proxy checks and drops
 * before this class sees the request.
 */
final class EventingBlobStore extends ForwardingBlobStore {
    /** S3Proxy's own bookkeeping. */
    private static final String INTERNAL = ".s3proxy-";

    /** MD5 of no bytes. */
    private static final String EMPTY = "d41d8cd98f00b204e9800998ecf8427e";

    private static final int IN_MEMORY_BYTES = 4 << 20;

    private final Striped<Lock> locks = Striped.lock(1024);
    private final InstantSource clock;
    private final Sequencer sequencer;
    private final Consumer<BucketEvent> events;

    EventingBlobStore(BlobStore store, InstantSource clock, Consumer<BucketEvent> events) {
        super(store);
        this.clock = clock;
        this.sequencer = new Sequencer(clock);
        this.events = events;
    }

    /** Reads the payload before it locks: a client that stops half-way holds up nobody. */
    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
        try (var spool = new FileBackedOutputStream(IN_MEMORY_BYTES)) {
            try {
                payload.transferTo(spool);
                return put(request, spool);
            } finally {
                spool.reset(); // deletes the file
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        String bucket = request.destinationBucket();
        String key = request.destinationKey();
        FileKeys.check(key, 0);
        return locked(
                bucket,
                key,
                () -> {
                    CopyObjectResponse response = super.copyBlob(request);
                    return new Written<>(response, created("Copy", bucket, key));
                });
    }

    @Override
    public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
        FileKeys.check(request.key(), 1);
        return super.initiateMultipartUpload(request);
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        String bucket = upload.containerName();
        String key = upload.blobName();
        return locked(
                bucket,
                key,
                () -> {
                    CompleteMultipartUploadResponse response =
                            super.completeMultipartUpload(upload, request);
                    return new Written<>(response, created("CompleteMultipartUpload", bucket, key));
                });
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        if (!FileKeys.isHeld(request.key())) {
            return DeleteObjectResponse.builder().build();
        }
        return locked(
                request.bucket(),
                request.key(),
                () -> {
                    boolean stood = current(request.bucket(), request.key()) != null;
                    DeleteObjectResponse response = super.removeBlob(request);
                    return new Written<>(
                            response, stood ? removed(request.bucket(), request.key()) : null);
                });
    }

    @Override
    public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
        if (!FileKeys.isHeld(request.key())) {
            throw S3Exceptions.noSuchKey(request.bucket(), request.key(), "cannot be here");
        }
        return super.blobMetadata(request);
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
        if (!FileKeys.isHeld(request.key())) {
            throw S3Exceptions.noSuchKey(request.bucket(), request.key(), "cannot be here");
        }
        return super.getBlob(request);
    }

    private PutObjectResponse put(PutObjectRequest request, FileBackedOutputStream spool)
            throws IOException {
        FileKeys.check(request.key(), spool.asByteSource().size());
        return locked(
                request.bucket(),
                request.key(),
                () -> {
                    checkIfMatch(request);
                    try (InputStream payload = spool.asByteSource().openStream()) {
                        PutObjectResponse response = super.putBlob(request, payload);
                        return new Written<>(
                                response, created("Put", request.bucket(), request.key()));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /**
     * S3Proxy has checked this too, but before the lock. {@code If-None-Match} needs nothing here:
     * the store checks it while it writes.
     */
    private void checkIfMatch(PutObjectRequest request) {
        String wanted = request.ifMatch();
        if (wanted == null) {
            return;
        }
        HeadObjectResponse current = current(request.bucket(), request.key());
        if (current == null) {
            throw S3Exceptions.noSuchKey(request.bucket(), request.key(), "If-Match");
        }
        if (!wanted.equals("*") && !unquoted(wanted).equals(unquoted(current.eTag()))) {
            throw S3Exceptions.preconditionFailed(null);
        }
    }

    /** Size and eTag as they are now, under the lock of the write just done. */
    private @Nullable BucketEvent created(String how, String bucket, String key) {
        if (key.startsWith(INTERNAL)) {
            return null;
        }
        HeadObjectResponse written = current(bucket, key);
        if (written == null) {
            throw new IllegalStateException("Just written and gone: " + bucket + "/" + key);
        }
        return new BucketEvent(
                "ObjectCreated:" + how,
                bucket,
                key,
                new BucketEvent.Content(
                        written.contentLength(),
                        // S3Proxy has none for folder markers, which are empty.
                        written.eTag() == null ? EMPTY : unquoted(written.eTag()),
                        written.versionId()),
                sequencer.next(),
                clock.instant());
    }

    /** There are no versions here, so what is removed is gone. */
    private @Nullable BucketEvent removed(String bucket, String key) {
        return key.startsWith(INTERNAL)
                ? null
                : new BucketEvent(
                        "ObjectRemoved:Delete",
                        bucket,
                        key,
                        null,
                        sequencer.next(),
                        clock.instant());
    }

    private @Nullable HeadObjectResponse current(String bucket, String key) {
        try {
            return blobMetadata(HeadObjectRequest.builder().bucket(bucket).key(key).build());
        } catch (NoSuchKeyException e) {
            return null;
        }
    }

    private <R> R locked(String bucket, String key, Supplier<Written<R>> write) {
        Lock lock = locks.get(bucket + "/" + key);
        Written<R> written;
        lock.lock();
        try {
            written = write.get();
        } catch (Exception e) { // S3Proxy throws checked ones, too, that it does not declare
            throw FileKeys.failure(key, e);
        } finally {
            lock.unlock();
        }
        if (written.event() != null) {
            events.accept(written.event());
        }
        return written.response();
    }

    private static String unquoted(String eTag) {
        return eTag.replace("\"", "");
    }

    private record Written<R>(R response, @Nullable BucketEvent event) {}
}
