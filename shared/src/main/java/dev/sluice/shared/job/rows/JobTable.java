package dev.sluice.shared.job.rows;

import static dev.sluice.shared.job.rows.Attributes.number;
import static dev.sluice.shared.job.rows.Attributes.text;

import static java.util.Map.entry;

import dev.sluice.shared.Settings;
import dev.sluice.shared.Settings.Index;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementError;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows that tell customers and dashboards what became of an upload. Who writes what stands in
 * {@link DispatchRows}, {@link FinalRows}, {@link ProgressRows} and {@link PartRows}; each write
 * carries one of {@link Conditions}, and a failed condition is an answer, not an error.
 *
 * <p>Throws {@link TableUnavailable} when DynamoDB cannot be reached or refuses; nothing is known
 * to be written then.
 */
public final class JobTable {
    private static final AttributeValue NOBODY = text("-");

    private final DynamoDbClient dynamodb;
    private final String table;
    private final InstantSource clock;
    private final Set<Index> indexes;

    /** Of rows in the index of failed ones alone. */
    public JobTable(DynamoDbClient dynamodb, String table, InstantSource clock) {
        this(dynamodb, table, clock, Set.of());
    }

    /**
     * @param indexes whose keys rows carry from their next change of status on
     */
    public JobTable(
            DynamoDbClient dynamodb, String table, InstantSource clock, Set<Index> indexes) {
        this.dynamodb = dynamodb;
        this.table = table;
        this.clock = clock;
        this.indexes = Set.copyOf(indexes);
    }

    /** The table that the settings name. */
    public static JobTable of(Settings settings, DynamoDbClient dynamodb, InstantSource clock) {
        return new JobTable(dynamodb, settings.table(), clock, settings.indexes());
    }

    /** DynamoDB is out of reach, throttles or refuses. */
    public static final class TableUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1;

        TableUnavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * What became of a write.
     *
     * @param done false if its condition did not hold
     * @param row as it was written, if that was asked for; else the one that stood in its way
     */
    record Written(boolean done, Row row) {}

    /** The row of a job, read consistently. */
    public Optional<Row> read(Job job) {
        return read(job, true);
    }

    /**
     * The row of a job as it is, or was a moment ago, at half the price: for those whose write
     * holds only if it is so still.
     */
    public Optional<Row> glance(Job job) {
        return read(job, false);
    }

    private Optional<Row> read(Job job, boolean consistent) {
        try {
            Map<String, AttributeValue> item =
                    dynamodb.getItem(
                                    get ->
                                            get.tableName(table)
                                                    .key(key(job))
                                                    .consistentRead(consistent)
                                                    .returnConsumedCapacity(
                                                            ReturnConsumedCapacity.TOTAL))
                            .item();
            return item.isEmpty() ? Optional.empty() : Optional.of(new Row(item));
        } catch (SdkException e) {
            throw unavailable("read the row of", job, e);
        }
    }

    InstantSource clock() {
        return clock;
    }

    /** False if the condition does not hold. */
    boolean write(RowUpdate update, String condition, Job job) {
        try {
            dynamodb.updateItem(request -> fill(request, update, condition, job));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        } catch (SdkException e) {
            throw unavailable("write the row of", job, e);
        }
    }

    /**
     * As above, for who must see the row. One that stood in the way costs nothing more.
     *
     * @param returned what of the row to give back where the condition holds
     */
    Written write(RowUpdate update, String condition, Job job, ReturnValue returned) {
        try {
            return new Written(
                    true,
                    new Row(
                            dynamodb.updateItem(
                                            request ->
                                                    fill(request, update, condition, job)
                                                            .returnValues(returned)
                                                            .returnValuesOnConditionCheckFailure(
                                                                    ReturnValuesOnConditionCheckFailure
                                                                            .ALL_OLD))
                                    .attributes()));
        } catch (ConditionalCheckFailedException e) {
            return new Written(false, new Row(e.hasItem() ? e.item() : Map.of()));
        } catch (SdkException e) {
            throw unavailable("write the row of", job, e);
        }
    }

    /** What became of one write of several. */
    enum Grouped {
        WRITTEN,
        CONDITION_FAILED,
        /** It was throttled, for example, or no answer came: it may be written. */
        UNCLEAR,
        /** As it would be the next time. */
        REFUSED
    }

    /**
     * Several rows in one call, each under {@link Conditions#THIS_AND_NOT_COMPLETED} and in no
     * other's way. One that has no clear answer may be written again, alone, which throws what is
     * to be thrown.
     *
     * @param updates of as many different rows
     * @param jobs whose they are
     */
    List<Grouped> write(List<RowUpdate> updates, List<Job> jobs) {
        List<BatchStatementRequest> statements = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            RowUpdate update = updates.get(i);
            indexes.forEach(index -> update.enter(index, job));
            statements.add(update.statement(table, job, key(job)));
        }
        try {
            return dynamodb
                    .batchExecuteStatement(
                            batch ->
                                    batch.statements(statements)
                                            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                    .responses()
                    .stream()
                    .map(answer -> grouped(answer.error()))
                    .toList();
        } catch (SdkException e) {
            boolean refused =
                    e instanceof DynamoDbException answer
                            && answer.statusCode() / 100 == 4
                            && !answer.isThrottlingException();
            return Collections.nCopies(jobs.size(), refused ? Grouped.REFUSED : Grouped.UNCLEAR);
        }
    }

    /**
     * Whether a row of a group whose condition fails says so: an emulator was seen that answers
     * nothing, as if it had been written. Asked of a row that nobody has.
     */
    boolean tellsFailedConditions() {
        BatchStatementRequest impossible =
                BatchStatementRequest.builder()
                        .statement(
                                "UPDATE \"%s\" SET \"updatedAt\" = ? WHERE \"customerID\" = ? AND \"imageID\" = ? AND generation = ?"
                                        .formatted(table))
                        .parameters(number(0), NOBODY, NOBODY, NOBODY)
                        .build();
        try {
            return dynamodb
                    .batchExecuteStatement(batch -> batch.statements(impossible))
                    .responses()
                    .stream()
                    .allMatch(answer -> grouped(answer.error()) == Grouped.CONDITION_FAILED);
        } catch (SdkException e) {
            return false;
        }
    }

    private static Grouped grouped(@Nullable BatchStatementError error) {
        return error == null
                ? Grouped.WRITTEN
                : switch (error.code()) {
                    case CONDITIONAL_CHECK_FAILED -> Grouped.CONDITION_FAILED;
                    case ACCESS_DENIED, VALIDATION_ERROR -> Grouped.REFUSED;
                    case null, default -> Grouped.UNCLEAR;
                };
    }

    private UpdateItemRequest.Builder fill(
            UpdateItemRequest.Builder request, RowUpdate update, String condition, Job job) {
        indexes.forEach(index -> update.enter(index, job));
        return update.under(condition, job, request)
                .tableName(table)
                .key(key(job))
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL);
    }

    private static TableUnavailable unavailable(String doing, Job job, SdkException cause) {
        return new TableUnavailable("cannot " + doing + " " + job.label(), cause);
    }

    private static Map<String, AttributeValue> key(Job job) {
        return Map.ofEntries(
                entry("customerID", text(job.customerID())), entry("imageID", text(job.rowID())));
    }
}
