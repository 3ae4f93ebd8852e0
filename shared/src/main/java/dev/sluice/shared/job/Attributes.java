package dev.sluice.shared.job;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Plain values as DynamoDB attributes. */
final class Attributes {
    /**
     * What a row may say about one upload beside {@link #of}, and nothing else may: a newer
     * upload's row starts without them.
     */
    static final Set<String> OF_ONE_UPLOAD =
            Set.of(
                    "versionId",
                    "resultKey",
                    "resultOffset",
                    "resultLength",
                    "thumbnailKey",
                    "headline",
                    "metadata",
                    "materialType",
                    "failureReason",
                    "failedShard");

    private Attributes() {}

    /** What a row says about the upload that it tells of. */
    static Map<String, AttributeValue> of(Job job) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        attributes.put("type", text("UPLOADED"));
        attributes.put("pipeline", text(job.pipeline()));
        attributes.put("modelVersion", text(job.modelVersion()));
        attributes.put("s3Key", text(job.key()));
        attributes.put("eTag", text(job.eTag()));
        attributes.put("imageSize", number(job.size()));
        attributes.put("generation", text(job.generation().value()));
        attributes.put("eventTime", number(job.eventTime().toEpochMilli()));
        job.versionId().ifPresent(id -> attributes.put("versionId", text(id)));
        return attributes;
    }

    /**
     * The values that a condition names: of the job, stored statuses, and nought; DynamoDB wants no
     * others.
     */
    static Map<String, AttributeValue> namedIn(String condition, Job job) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":key", text(job.key()));
        values.put(":generation", text(job.generation().value()));
        values.put(":eventTime", number(job.eventTime().toEpochMilli()));
        values.put(":none", number(0));
        for (Row.Status status : Row.Status.values()) {
            values.put(":" + status.stored(), text(status.stored()));
        }
        values.keySet().removeIf(name -> !condition.contains(name)); // none begins another
        return values;
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
