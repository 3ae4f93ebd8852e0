package dev.sluice.shared.job;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One item of the {@code CustomerImages} table, as stored: what became of an upload. */
public record Row(Map<String, AttributeValue> item) {
    /** {@code processingStatus}. */
    public enum Status {
        PENDING,
        PROCESSING,
        COMPLETED,
        FAILED;

        /** As stored. */
        public String stored() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

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

    /** Whether the work on an upload has ended, well or badly. */
    public boolean settled() {
        return status().map(s -> s == Status.COMPLETED || s == Status.FAILED).orElse(false);
    }

    /**
     * Whether the row tells of a newer upload than the job's. Sequencers compare within one key
     * only; between two keys the event time decides, unless the other was refused at dispatch.
     */
    public boolean newerThan(Job job) {
        if (text("s3Key").equals(Optional.of(job.key()))) {
            return generation().map(g -> g.compareTo(job.generation()) > 0).orElse(false);
        }
        if (refused()) {
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
        return status().equals(Optional.of(Status.COMPLETED))
                && text("s3Key").equals(Optional.of(job.key()))
                && generation().equals(Optional.of(job.generation()));
    }

    /** What was found, in a line; empty as long as nothing is. */
    public Optional<String> headline() {
        return text("headline");
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
