package dev.sluice.shared.job;

import static dev.sluice.shared.job.Attributes.document;
import static dev.sluice.shared.job.Attributes.number;
import static dev.sluice.shared.job.Attributes.text;

import static java.util.Map.entry;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * The rows that tell customers and dashboards what became of an upload, and every write to them.
 * Each write carries the condition that keeps it right whoever froze, crashed or came late (RULES
 * 4); a failed condition is an answer, not an error.
 *
 * <p>Throws {@link TableUnavailable} when DynamoDB cannot be reached or refuses; nothing is known
 * to be written then.
 */
public final class JobTable {
    /**
     * The event is newer than what the row tells of, which is not another key's: its ID may only
     * look the same.
     */
    private static final String NEWER_OF_THIS_KEY =
            "attribute_not_exists(generation) OR (s3Key = :key AND generation < :generation)";

    /**
     * The event is newer than what the row tells of. Sequencers order the events of one key only,
     * so between two keys that reach one row (a.jpg, a.png) the event time decides; but one that
     * was refused without an attempt (a.heic) stands in no other's way.
     */
    private static final String NEWER =
            NEWER_OF_THIS_KEY
                    + " OR (s3Key <> :key AND (eventTime < :eventTime"
                    + " OR (processingStatus = :failed AND attempt = :none)))";

    /**
     * Still this upload's row, and not completed: {@code completed} may replace {@code failed} of
     * the same generation (a repeat succeeded), never the other way, and never twice.
     */
    private static final String THIS_AND_NOT_COMPLETED =
            "generation = :generation AND processingStatus <> :completed";

    /**
     * For pipelines whose dispatcher writes no row: the row of an earlier upload gives way, and
     * this upload's is as in {@link #THIS_AND_NOT_COMPLETED}.
     */
    private static final String FIRST_OR_NOT_COMPLETED =
            NEWER + " OR (" + THIS_AND_NOT_COMPLETED + ")";

    /** Still this upload's row, and nobody has settled it. */
    private static final String THIS_AND_UNSETTLED =
            "generation = :generation AND processingStatus IN (:pending, :processing)";

    private final DynamoDbClient dynamodb;
    private final String table;
    private final InstantSource clock;

    public JobTable(DynamoDbClient dynamodb, String table, InstantSource clock) {
        this.dynamodb = dynamodb;
        this.table = table;
        this.clock = clock;
    }

    /** DynamoDB is out of reach, throttles or refuses. */
    public static final class TableUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1;

        TableUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** What the dispatcher's write of a {@code pending} row says about the job message. */
    public enum Dispatch {
        /** The upload is new: send the job. */
        NEW,
        /**
         * The row was there, pending for this very upload: its message may never have been sent.
         */
        AGAIN,
        /**
         * The row tells of a newer upload, or this one is already in work or settled: send nothing.
         */
        NOTHING
    }

    /**
     * The dispatcher's write, before the message is sent.
     *
     * @param retention how long DynamoDB keeps the row
     */
    public Dispatch pending(Job job, Duration retention) {
        return dispatch(new RowUpdate(clock, Row.Status.PENDING), job, NEWER, retention);
    }

    /**
     * The dispatcher's write for an upload that is refused by what its event says: it fails without
     * ever becoming a job. It leaves another key's row alone.
     */
    public Dispatch rejected(Job job, FailureReason reason, Duration retention) {
        RowUpdate update = new RowUpdate(clock, Row.Status.FAILED);
        update.set("modelVersion", text(job.modelVersion()));
        update.set("failureReason", text(reason.toString()));
        update.set("failedShard", shard(job));
        return dispatch(update, job, NEWER_OF_THIS_KEY, retention);
    }

    private Dispatch dispatch(RowUpdate update, Job job, String condition, Duration retention) {
        update.set("createdAt", number(clock.millis()));
        update.set("attempt", number(0));
        update.describe(job, expiry(retention));
        try {
            dynamodb.updateItem(
                    request ->
                            update.under(condition, job, request)
                                    .tableName(table)
                                    .key(key(job))
                                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                                    .returnValuesOnConditionCheckFailure(
                                            ReturnValuesOnConditionCheckFailure.ALL_OLD));
            return Dispatch.NEW;
        } catch (ConditionalCheckFailedException e) {
            Row old = new Row(e.hasItem() ? e.item() : Map.of());
            boolean same = old.generation().equals(Optional.of(job.generation()));
            return same && old.status().equals(Optional.of(Row.Status.PENDING))
                    ? Dispatch.AGAIN
                    : Dispatch.NOTHING;
        } catch (SdkException e) {
            throw unavailable("write the row of", job, e);
        }
    }

    /**
     * What a completed row tells beyond the job.
     *
     * @param result where the result document lies
     * @param headline the finding in a line
     * @param summary the row's {@code metadata}: strings, numbers and maps of these
     * @param attributes further attributes of the row, by name; only such as {@link
     *     Attributes#OF_ONE_UPLOAD} removes when a newer upload comes
     */
    public record Completion(
            ResultPlace result,
            String headline,
            Map<String, Object> summary,
            Map<String, String> attributes) {
        public Completion {
            summary = Map.copyOf(summary);
            attributes = Map.copyOf(attributes);
            if (!Attributes.OF_ONE_UPLOAD.containsAll(attributes.keySet())) {
                throw new IllegalArgumentException(
                        "a newer upload would not remove all of " + attributes.keySet());
            }
        }
    }

    /**
     * Marks the upload completed.
     *
     * @param attempt the receive count of the message whose work this is
     * @return false if the row tells of another upload, is completed already, or is gone
     */
    public boolean completed(Job job, Completion completion, int attempt) {
        return apply(completing(job, completion, attempt), job, THIS_AND_NOT_COMPLETED);
    }

    /**
     * Marks the upload failed.
     *
     * @param attempt the receive count of the message whose work this is
     * @return false if the row tells of another upload, is completed already, or is gone
     */
    public boolean failed(Job job, FailureReason reason, int attempt) {
        return apply(failing(job, reason, attempt), job, THIS_AND_NOT_COMPLETED);
    }

    /** As {@link #completed}, for a pipeline whose dispatcher wrote no row. */
    public boolean completedOnly(Job job, Completion completion, int attempt, Duration retention) {
        RowUpdate update = completing(job, completion, attempt);
        update.describe(job, expiry(retention));
        return apply(update, job, FIRST_OR_NOT_COMPLETED);
    }

    /** As {@link #failed}, for a pipeline whose dispatcher wrote no row. */
    public boolean failedOnly(Job job, FailureReason reason, int attempt, Duration retention) {
        RowUpdate update = failing(job, reason, attempt);
        update.describe(job, expiry(retention));
        return apply(update, job, FIRST_OR_NOT_COMPLETED);
    }

    private RowUpdate completing(Job job, Completion completion, int attempt) {
        RowUpdate update = new RowUpdate(clock, Row.Status.COMPLETED);
        update.set("attempt", number(attempt));
        update.set("modelVersion", text(job.modelVersion())); // dispatched for another, perhaps
        update.set("resultKey", text(completion.result().key()));
        if (completion.result() instanceof ResultPlace.InPack(_, long offset, long length)) {
            update.set("resultOffset", number(offset));
            update.set("resultLength", number(length));
        }
        update.set("headline", text(completion.headline()));
        update.set("metadata", document(completion.summary()));
        completion.attributes().forEach((name, value) -> update.set(name, text(value)));
        update.remove("failureReason");
        update.remove("failedShard");
        return update;
    }

    private RowUpdate failing(Job job, FailureReason reason, int attempt) {
        RowUpdate update = new RowUpdate(clock, Row.Status.FAILED);
        update.set("attempt", number(attempt));
        update.set("failureReason", text(reason.toString()));
        update.set("failedShard", shard(job));
        return update;
    }

    /**
     * Marks a long job as being worked on; short jobs do without, for their lease says it.
     *
     * @return false if the upload is settled or the row tells of another one
     */
    public boolean processing(Job job, int attempt) {
        RowUpdate update = new RowUpdate(clock, Row.Status.PROCESSING);
        update.set("attempt", number(attempt));
        return apply(update, job, THIS_AND_UNSETTLED);
    }

    /** The row of a job, read consistently. */
    public Optional<Row> read(Job job) {
        try {
            Map<String, AttributeValue> item =
                    dynamodb.getItem(
                                    get ->
                                            get.tableName(table)
                                                    .key(key(job))
                                                    .consistentRead(true)
                                                    .returnConsumedCapacity(
                                                            ReturnConsumedCapacity.TOTAL))
                            .item();
            return item.isEmpty() ? Optional.empty() : Optional.of(new Row(item));
        } catch (SdkException e) {
            throw unavailable("read the row of", job, e);
        }
    }

    private boolean apply(RowUpdate update, Job job, String condition) {
        try {
            dynamodb.updateItem(
                    request ->
                            update.under(condition, job, request)
                                    .tableName(table)
                                    .key(key(job))
                                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        } catch (SdkException e) {
            throw unavailable("update the row of", job, e);
        }
    }

    private static TableUnavailable unavailable(String doing, Job job, SdkException cause) {
        return new TableUnavailable("cannot " + doing + " " + job.label(), cause);
    }

    private AttributeValue expiry(Duration retention) {
        return number(clock.instant().plus(retention).getEpochSecond());
    }

    /** Spreads failures over ten partitions of the {@code failed} index. */
    private static AttributeValue shard(Job job) {
        return text(Integer.toString(Math.floorMod(job.rowID().hashCode(), 10)));
    }

    private static Map<String, AttributeValue> key(Job job) {
        return Map.ofEntries(
                entry("customerID", text(job.customerID())), entry("imageID", text(job.rowID())));
    }
}
