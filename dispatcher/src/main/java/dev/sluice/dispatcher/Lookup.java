package dev.sluice.dispatcher;

import com.google.inject.Inject;

import dev.sluice.shared.event.ObjectEvent.Created;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.Optional;

/**
 * Finds out what an event leaves out of an object. AWS leaves out nothing, MinIO the size of empty
 * objects, others more; one HEAD, and the right to it, is needed only there.
 */
final class Lookup {
    /** MD5 of nothing: the eTag of an empty object that was put in one piece. */
    private static final String EMPTY = "d41d8cd98f00b204e9800998ecf8427e";

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final S3Client s3;

    @Inject
    Lookup(S3Client s3) {
        this.s3 = s3;
    }

    /** What a job must say of an object. */
    record Found(long size, String eTag) {}

    /** S3 is out of reach or denies. */
    static final class LookupFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        LookupFailed(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Nothing if the object is gone.
     *
     * @throws LookupFailed if it has to be asked for, and S3 does not answer
     */
    Optional<Found> of(Created event) {
        if (event.eTag().isPresent() && event.size().isPresent()) {
            return Optional.of(new Found(event.size().getAsLong(), event.eTag().get()));
        }
        if (event.eTag().equals(Optional.of(EMPTY))) {
            return Optional.of(new Found(0, EMPTY));
        }
        return head(event)
                .map(
                        head ->
                                new Found(
                                        event.size().orElseGet(head::contentLength),
                                        event.eTag()
                                                .orElseGet(() -> head.eTag().replace("\"", ""))));
    }

    private Optional<HeadObjectResponse> head(Created event) {
        try {
            return Optional.of(
                    s3.headObject(
                            head ->
                                    head.bucket(event.bucket())
                                            .key(event.key())
                                            .versionId(event.object().versionId().orElse(null))));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw failed(event, e.statusCode() == FORBIDDEN ? "; allow s3:GetObject" : "", e);
        } catch (SdkException e) {
            throw failed(event, "", e);
        }
    }

    private static LookupFailed failed(Created event, String remedy, SdkException cause) {
        return new LookupFailed(
                "cannot look at s3://%s/%s, of which the event does not tell size and eTag%s"
                        .formatted(event.bucket(), event.key(), remedy),
                cause);
    }
}
