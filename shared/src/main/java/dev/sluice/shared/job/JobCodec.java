package dev.sluice.shared.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/**
 * Jobs as JSON. Unknown members are ignored, so that a newer dispatcher may add some; a change that
 * an older worker must not misread raises {@link #VERSION}.
 */
public final class JobCodec {
    /** The version written, and the highest that is read. */
    public static final int VERSION = 1;

    /** ASCII only: keys may hold characters, such as U+FFFF, that SQS refuses in a body. */
    private static final ObjectMapper JSON =
            JsonMapper.builder(JobJson.factory())
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .serializationInclusion(JsonInclude.Include.NON_NULL)
                    .build();

    private static final ObjectReader BODY = JSON.readerFor(Body.class);

    private JobCodec() {}

    /** A message body that is no job this program understands. */
    public static final class NotAJob extends Exception {
        private static final long serialVersionUID = 1;

        public NotAJob(String message) {
            super(message);
        }

        NotAJob(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private record Body(
            int version,
            @Nullable String pipeline,
            @Nullable String modelVersion,
            @Nullable String customerID,
            @Nullable String imageID,
            @Nullable String rowID,
            @Nullable String bucket,
            @Nullable String key,
            @Nullable String eTag,
            @Nullable String versionId,
            @Nullable Long size,
            @Nullable String generation,
            @Nullable Long eventTime) {}

    /** One line of JSON. */
    public static String write(Job job) {
        try {
            return JSON.writeValueAsString(
                    new Body(
                            VERSION,
                            job.pipeline(),
                            job.modelVersion(),
                            job.customerID(),
                            job.imageID(),
                            job.rowID(),
                            job.bucket(),
                            job.key(),
                            job.eTag(),
                            job.versionId().orElse(null),
                            job.size(),
                            job.generation().value(),
                            job.eventTime().toEpochMilli()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and numbers always become JSON", e);
        }
    }

    /**
     * @throws NotAJob if the body is no JSON, lacks a member or has a higher version
     */
    public static Job read(String json) throws NotAJob {
        try {
            Body body = BODY.readValue(json);
            if (body == null || body.version < 1) {
                throw new NotAJob("no member \"version\"", null);
            }
            if (body.version > VERSION) {
                throw new NotAJob(
                        "job version %d is newer than %d, the highest this program reads; upgrade it"
                                .formatted(body.version, VERSION),
                        null);
            }
            return new Job(
                    required("pipeline", body.pipeline),
                    required("modelVersion", body.modelVersion),
                    required("customerID", body.customerID),
                    required("imageID", body.imageID),
                    required("rowID", body.rowID),
                    required("bucket", body.bucket),
                    required("key", body.key),
                    required("eTag", body.eTag),
                    Optional.ofNullable(body.versionId),
                    required("size", body.size),
                    new Generation(required("generation", body.generation)),
                    Instant.ofEpochMilli(required("eventTime", body.eventTime)));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new NotAJob("not a job: " + e.getMessage(), e);
        }
    }

    private static <T> T required(String name, @Nullable T value) throws NotAJob {
        if (value == null) {
            throw new NotAJob("no member \"" + name + "\"", null);
        }
        return value;
    }
}
