package dev.sluice.ops.api.calls;

import dev.sluice.ops.dashboard.read.JobView;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipelines;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What callers are told of a job. */
final class JobDocument {
    private JobDocument() {}

    /** One whose row is not there yet, or tells of an earlier upload. */
    static Map<String, Object> awaited(JobAddress job) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("customer", job.customer());
        document.put("item", job.item());
        document.put("status", "awaited");
        document.put("settled", false);
        document.put("links", Map.of("self", job.path()));
        return document;
    }

    /**
     * @param links beside that to itself
     */
    static Map<String, Object> of(Row row, Pipelines pipelines, Map<String, Object> links) {
        JobView view = JobView.of(row, pipelines);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("customer", row.customerID());
        document.put("item", row.rowID());
        document.put("status", row.text("processingStatus").orElse("unknown"));
        document.put("settled", row.settled());
        put(document, "pipeline", row.text("pipeline"));
        put(document, "modelVersion", row.text("modelVersion"));
        put(document, "headline", row.headline());
        put(document, "reasonCode", Optional.ofNullable(view.row().reasonCode()));
        put(document, "reason", Optional.ofNullable(view.row().reason()));
        put(document, "key", row.text("s3Key"));
        put(document, "size", row.number("imageSize"));
        put(document, "eTag", row.text("eTag"));
        put(document, "attempt", row.number("attempt"));
        put(document, "createdAt", time(row, "createdAt"));
        put(document, "updatedAt", time(row, "updatedAt"));
        if (!view.stages().isEmpty()) {
            document.put("stages", view.stages());
            put(document, "jobStatus", row.text("status"));
            put(document, "details", row.text("details"));
            put(document, "elapsedSeconds", row.number("elapsedSeconds"));
            put(document, "remainingSeconds", row.number("estimatedCompletionSeconds"));
        }
        put(document, "progress", Optional.ofNullable(view.attributes().get("progress")));
        put(document, "parts", Optional.ofNullable(view.attributes().get("parts")));
        put(document, "metadata", Optional.ofNullable(view.attributes().get("metadata")));
        Map<String, Object> own = new LinkedHashMap<>(view.attributes());
        own.keySet()
                .retainAll(
                        row.text("pipeline")
                                .flatMap(pipelines::named)
                                .map(pipeline -> pipeline.output().attributes())
                                .orElse(List.of()));
        put(document, "attributes", Optional.of(own).filter(any -> !any.isEmpty()));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("self", new JobAddress(row.customerID(), row.rowID()).path());
        all.putAll(links);
        document.put("links", all);
        return document;
    }

    private static Optional<String> time(Row row, String attribute) {
        return row.number(attribute).map(ms -> Instant.ofEpochMilli(ms).toString());
    }

    private static void put(Map<String, Object> document, String name, Optional<?> value) {
        value.ifPresent(each -> document.put(name, each));
    }
}
