package dev.sluice.shared.job.rows;

import static dev.sluice.shared.job.rows.Attributes.number;
import static dev.sluice.shared.job.rows.Attributes.text;

import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The conditions under which rows are written (RULES 4). They keep a row right whoever froze,
 * crashed or came late.
 */
final class Conditions {
    /** No part of the row's upload has come. */
    static final String NO_PARTS = "attribute_not_exists(partUpdates)";

    /** The row tells of nothing, or of something older of this key. */
    private static final String NEWER_OF_THIS_KEY =
            "attribute_not_exists(generation) OR (s3Key = :key AND generation < :generation)";

    /**
     * A removal is newer than what the row tells of, which is not another key's, for that object
     * stands; nor is it told of parts.
     */
    static final String REMOVES = NO_PARTS + " AND (" + NEWER_OF_THIS_KEY + ")";

    /**
     * A refusal is newer than what the row tells of, which is not another key's, for its ID may
     * only look the same; but one that is gone stands in no other's way. Nor is it told of parts.
     */
    static final String REFUSES =
            NO_PARTS
                    + " AND ("
                    + NEWER_OF_THIS_KEY
                    + " OR (s3Key <> :key AND processingStatus = :deleted))";

    /**
     * The event is newer than what the row tells of. Sequencers order the events of one key only,
     * so between two keys that reach one row (a.jpg, a.png) the event time decides; but one that
     * was refused without an attempt (a.heic), or is gone, stands in no other's way.
     */
    static final String NEWER =
            NEWER_OF_THIS_KEY
                    + " OR (s3Key <> :key AND (eventTime < :eventTime"
                    + " OR processingStatus = :deleted"
                    + " OR (processingStatus = :failed AND attempt = :none)))";

    /**
     * The row tells of the very version that was deleted for good. Of any other version's end
     * nothing follows for a key.
     */
    static final String THIS_VERSION =
            NO_PARTS + " AND s3Key = :key AND versionId = :versionId AND generation < :generation";

    /**
     * Still this upload's row, and not completed: {@code completed} may replace {@code failed} of
     * the same generation (a repeat succeeded), never the other way, and never twice. The row of a
     * removal stays as it is.
     */
    static final String THIS_AND_NOT_COMPLETED =
            "generation = :generation AND NOT processingStatus IN (:completed, :deleted)";

    /** {@link #THIS_AND_NOT_COMPLETED} as PartiQL has it, with {@link #statementValues}. */
    static final String THIS_AND_NOT_COMPLETED_STATEMENT =
            "generation = ? AND NOT processingStatus IN [?, ?]";

    /**
     * For pipelines whose dispatcher writes no row: the row of an earlier upload gives way, and
     * this upload's is as in {@link #THIS_AND_NOT_COMPLETED}.
     */
    static final String FIRST_OR_NOT_COMPLETED = NEWER + " OR (" + THIS_AND_NOT_COMPLETED + ")";

    /** Still this upload's row, and nobody has settled it. */
    static final String THIS_AND_UNSETTLED =
            "generation = :generation AND processingStatus IN (:pending, :processing)";

    /** Still at this stage. */
    static final String AT_THIS_STAGE = THIS_AND_UNSETTLED + " AND currentStage = :stage";

    /** Still at this stage, which is this message's to work on. */
    static final String IN_THESE_HANDS = AT_THIS_STAGE + " AND stageClaim = :claim";

    /** Nobody else is at work on this stage, or was heard of lately. */
    static final String IN_NOBODYS_HANDS =
            AT_THIS_STAGE
                    + " AND (attribute_not_exists(stageClaim) OR begins_with(stageClaim, :message)"
                    + " OR updatedAt < :silent)";

    /** Still unsettled, and nobody has written it since it was read. */
    static final String STILL_UNSETTLED = THIS_AND_UNSETTLED + " AND updatedAt = :updatedAt";

    /** It has failed, and nobody has begun anew. */
    static final String STILL_FAILED = "generation = :was AND processingStatus = :failed";

    /** Begun anew, and still among the failed ones. */
    static final String BEGUN_ANEW =
            "generation = :generation AND processingStatus = :pending"
                    + " AND attribute_exists(failedShard)";

    /** The row's parts are as they were read. */
    static final String PARTS_AS_READ = "partUpdates = :partUpdates";

    private Conditions() {}

    /**
     * The values that a condition names, of the job and stored statuses; DynamoDB wants no others.
     */
    static Map<String, AttributeValue> values(String condition, Job job) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":key", text(job.key()));
        values.put(":generation", text(job.generation().value()));
        values.put(":eventTime", number(job.eventTime().toEpochMilli()));
        values.put(":none", number(0));
        job.versionId().ifPresent(id -> values.put(":versionId", text(id)));
        for (Row.Status status : Row.Status.values()) {
            values.put(":" + status.stored(), text(status.stored()));
        }
        values.keySet().removeIf(name -> !condition.contains(name)); // none begins another
        return values;
    }

    /** In the order of {@link #THIS_AND_NOT_COMPLETED_STATEMENT}. */
    static List<AttributeValue> statementValues(Job job) {
        return List.of(
                text(job.generation().value()),
                text(Row.Status.COMPLETED.stored()),
                text(Row.Status.DELETED.stored()));
    }
}
