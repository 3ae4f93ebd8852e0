package dev.sluice.shared.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.job.Job.Kind;
import dev.sluice.shared.job.Job.Work;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Optional;

/**
 * Jobs as JSON. Unknown members are ignored, so that a newer dispatcher may add some; a change that
 * an older worker must not misread raises the version, of such jobs alone.
 */
public final class JobCodec {
    /** Of a job that is nothing but the work on an upload, so that older workers take it. */
    private static final int PLAIN = 1;

    /** Of one that older workers must not take for such; the highest that is read. */
    private static final int VERSION = 2;

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
            @Nullable Long eventTime,
            @Nullable String kind,
            @Nullable String stage,
            @Nullable String part) {}

    /** One line of JSON. */
    public static String write(Job job) {
        boolean gone = job.kind() == Kind.REMOVED;
        boolean plain = !gone && job.stage().isEmpty() && job.part().isEmpty();
        try {
            return JSON.writeValueAsString(
                    new Body(
                            plain ? PLAIN : VERSION,
                            job.pipeline(),
                            job.modelVersion(),
                            job.customerID(),
                            job.imageID(),
                            job.rowID(),
                            job.bucket(),
                            job.key(),
                            gone ? null : job.eTag(),
                            job.versionId().orElse(null),
                            gone ? null : job.size(),
                            job.generation().value(),
                            job.eventTime().toEpochMilli(),
                            gone ? written(Kind.REMOVED) : null,
                            job.stage().orElse(null),
                            job.part().orElse(null)));
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
            if (body == null || body.version < PLAIN) {
                throw new NotAJob("no member \"version\"", null);
            }
            if (body.version > VERSION) {
                throw new NotAJob(
                        "job version %d is newer than %d, the highest this program reads; upgrade it"
                                .formatted(body.version, VERSION),
                        null);
            }
            Work work = work(body);
            return new Job(
                    work,
                    new RowKey(
                            required("customerID", body.customerID),
                            required("imageID", body.imageID),
                            required("rowID", body.rowID)),
                    object(body, work.kind()),
                    generation(body));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new NotAJob("not a job: " + e.getMessage(), e);
        }
    }

    /** Of version 1 it is all of the work, whatever else it says: older workers read it so. */
    private static Work work(Body body) throws NotAJob {
        String pipeline = required("pipeline", body.pipeline);
        String modelVersion = required("modelVersion", body.modelVersion);
        return body.version == PLAIN
                ? new Work(pipeline, modelVersion)
                : new Work(
                        pipeline,
                        modelVersion,
                        kind(body.kind),
                        Optional.ofNullable(body.stage),
                        Optional.ofNullable(body.part));
    }

    private static Kind kind(@Nullable String written) throws NotAJob {
        if (written == null) {
            return Kind.CREATED;
        }
        for (Kind kind : Kind.values()) {
            if (written.equals(written(kind))) {
                return kind;
            }
        }
        throw new NotAJob("kind \"%s\" is none that this program knows".formatted(written), null);
    }

    private static String written(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static ObjectVersion object(Body body, Kind kind) throws NotAJob {
        String bucket = required("bucket", body.bucket);
        String key = required("key", body.key);
        Optional<String> versionId = Optional.ofNullable(body.versionId);
        return switch (kind) {
            case REMOVED -> ObjectVersion.gone(bucket, key, versionId);
            case CREATED ->
                    new ObjectVersion(
                            bucket,
                            key,
                            required("eTag", body.eTag),
                            versionId,
                            required("size", body.size));
        };
    }

    private static Generation generation(Body body) throws NotAJob {
        Generation generation = new Generation(required("generation", body.generation));
        if (generation.eventTime().toEpochMilli() != required("eventTime", body.eventTime)) {
            throw new NotAJob(
                    "eventTime %d is not that of generation %s"
                            .formatted(body.eventTime, generation),
                    null);
        }
        return generation;
    }

    private static <T> T required(String name, @Nullable T value) throws NotAJob {
        if (value == null) {
            throw new NotAJob("no member \"" + name + "\"", null);
        }
        return value;
    }
}
