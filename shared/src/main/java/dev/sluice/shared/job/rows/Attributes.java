package dev.sluice.shared.job.rows;

import dev.sluice.shared.Settings.Index;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.pipeline.Pipeline;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What rows hold of an upload, and plain values as DynamoDB's. */
final class Attributes {
    /** What a row may say of one upload, pipelines' own attributes apart. */
    private static final Set<String> OF_ONE_UPLOAD =
            Set.of(
                    "modelVersion",
                    "eTag",
                    "imageSize",
                    "versionId",
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
                    "headline",
                    "resultKey",
                    "resultOffset",
                    "resultLength",
                    "metadata",
                    "failureReason",
                    "failedShard");

    private Attributes() {}

    /**
     * All that a row may say of one upload, and nothing else may: the row of a newer one, or of its
     * removal, starts without.
     */
    static Set<String> ofOneUpload(Pipeline pipeline) {
        Set<String> names = new TreeSet<>(OF_ONE_UPLOAD);
        names.addAll(pipeline.output().rowAttributes());
        return names;
    }

    /** What a row says about the upload, or the removal, that it tells of. */
    static Map<String, AttributeValue> of(Job job) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        attributes.put("type", text("UPLOADED"));
        attributes.put("pipeline", text(job.pipeline()));
        attributes.put("s3Key", text(job.key()));
        attributes.put("generation", text(job.generation().value()));
        attributes.put("eventTime", number(job.eventTime().toEpochMilli()));
        if (job.kind() == Job.Kind.CREATED) {
            attributes.put("modelVersion", text(job.modelVersion()));
            attributes.put("eTag", text(job.eTag()));
            attributes.put("imageSize", number(job.size()));
            job.versionId().ifPresent(id -> attributes.put("versionId", text(id)));
        }
        return attributes;
    }

    static AttributeValue expiry(InstantSource clock, Duration retention) {
        return number(clock.instant().plus(retention).getEpochSecond());
    }

    /** The attribute that is an index's partition key. */
    static String shardOf(Index index) {
        return switch (index) {
            case RECENT -> "recentShard";
            case STATUS -> "statusShard";
        };
    }

    /** Spreads the rows of an index, such as failures, over ten partitions. */
    static AttributeValue shard(Job job) {
        return text(Integer.toString(Math.floorMod(job.rowID().hashCode(), 10)));
    }

    static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    /** Numbers and maps as such, anything else as text. */
    static AttributeValue document(@Nullable Object value) {
        return switch (value) {
            case null -> AttributeValue.fromNul(true);
            case Map<?, ?> map -> {
                Map<String, AttributeValue> items = new LinkedHashMap<>();
                map.forEach((name, item) -> items.put(String.valueOf(name), document(item)));
                yield AttributeValue.fromM(items);
            }
            case Number number -> AttributeValue.fromN(number.toString());
            case Object other -> text(other.toString());
        };
    }
}
