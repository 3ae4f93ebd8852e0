package dev.sluice.shared.job;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One item of the {@code CustomerImages} table, as stored: what became of an upload. */
public record Row(Map<String, AttributeValue> item) {
    /** {@code processingStatus}. */
    public enum Status {
        PENDING,
        PROCESSING,
        COMPLETED,
        FAILED,
        /** The object is gone. */
        DELETED;

        /** As stored. */
        public String stored() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** All attributes that rows have; the pipelines' own are others, and so are applications'. */
    public static final Set<String> ATTRIBUTES =
            Set.of(
                    "customerID",
                    "imageID",
                    "type",
                    "pipeline",
                    "modelVersion",
                    "s3Key",
                    "eTag",
                    "versionId",
                    "imageSize",
                    "generation",
                    "eventTime",
                    "processingStatus",
                    "attempt",
                    "progress",
                    "jobId",
                    "status",
                    "currentStage",
                    "details",
                    "startTime",
                    "elapsedSeconds",
                    "estimatedCompletionSeconds",
                    "stageClaim",
                    "stageSeconds",
                    "parts",
                    "partUpdates",
                    "headline",
                    "resultKey",
                    "resultOffset",
                    "resultLength",
                    "metadata",
                    "failureReason",
                    "failedShard",
                    "recentShard",
                    "statusShard",
                    "createdAt",
                    "updatedAt",
                    "expiresAt");

    /** Those that only rows of pipelines with stages have; other pipelines may take the names. */
    public static final Set<String> OF_STAGES =
            Set.of(
                    "jobId",
                    "status",
                    "currentStage",
                    "details",
                    "startTime",
                    "elapsedSeconds",
                    "estimatedCompletionSeconds",
                    "stageClaim",
                    "stageSeconds");

    private static final Set<Status> SETTLED =
            EnumSet.of(Status.COMPLETED, Status.FAILED, Status.DELETED);

    public Row {
        item = Map.copyOf(item);
    }

    public String customerID() {
        return text("customerID").orElse("");
    }

    /** The sort key. */
    public String rowID() {
        return text("imageID").orElse("");
    }

    /** Empty if somebody else wrote a status that we do not know. */
    public Optional<Status> status() {
        String stored = text("processingStatus").orElse("");
        for (Status status : Status.values()) {
            if (status.stored().equals(stored)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    public Optional<Generation> generation() {
        return text("generation").filter(Generation::isOne).map(Generation::new);
    }

    /**
     * Whether nothing more is to come: the work has ended, well or badly, or the object is gone.
     */
    public boolean settled() {
        return status().map(SETTLED::contains).orElse(false);
    }

    /** What was found, in one line; empty as long as nothing was. */
    public Optional<String> headline() {
        return text("headline");
    }

    /** What the row tells of each part, where uploads come in parts. */
    public Parts parts() {
        return Parts.of(this);
    }

    /**
     * Whether the row tells of a newer upload than the job's: of its part, where it has one.
     * Sequencers compare within one key only; between two keys the event time decides, unless the
     * other was refused at dispatch or is gone.
     */
    public boolean newerThan(Job job) {
        if (job.part().isPresent()) {
            return parts().of(job).filter(part -> part.newerThan(job)).isPresent();
        }
        if (text("s3Key").equals(Optional.of(job.key()))) {
            return generation().map(g -> g.compareTo(job.generation()) > 0).orElse(false);
        }
        if (refused() || status().equals(Optional.of(Status.DELETED))) {
            return false;
        }
        return number("eventTime").map(t -> t > job.eventTime().toEpochMilli()).orElse(false);
    }

    /** Failed without an attempt: it never became a job. */
    private boolean refused() {
        return status().equals(Optional.of(Status.FAILED))
                && number("attempt").equals(Optional.of(0L));
    }

    /** Whether the row says that exactly this upload is completed. */
    public boolean completes(Job job) {
        if (job.part().isPresent()) {
            return parts().of(job).filter(part -> part.tells(job) && part.answered()).isPresent();
        }
        return status().equals(Optional.of(Status.COMPLETED))
                && text("s3Key").equals(Optional.of(job.key()))
                && generation().equals(Optional.of(job.generation()));
    }

    /** Where the result document lies; empty as long as there is none. */
    public Optional<ResultPlace> result() {
        Optional<Long> offset = number("resultOffset");
        Optional<Long> length = number("resultLength");
        return text("resultKey")
                .map(
                        key ->
                                offset.isPresent() && length.isPresent()
                                        ? new ResultPlace.InPack(key, offset.get(), length.get())
                                        : new ResultPlace.Whole(key));
    }

    public Optional<String> text(String attribute) {
        return value(attribute).map(AttributeValue::s);
    }

    public Optional<Long> number(String attribute) {
        return value(attribute)
                .map(AttributeValue::n)
                .filter(digits -> digits.matches("-?\\d{1,18}"))
                .map(Long::valueOf);
    }

    /** A map attribute, as text by key; nested values as DynamoDB prints them. */
    public Map<String, AttributeValue> map(String attribute) {
        return value(attribute).map(AttributeValue::m).orElse(Map.of());
    }

    private Optional<AttributeValue> value(String attribute) {
        @Nullable AttributeValue value = item.get(attribute);
        return Optional.ofNullable(value);
    }
}
