package dev.sluice.ops.cli.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Stages.Stage;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A job that is done in stages, as its row has it.
 *
 * @param bucket of its upload
 */
public record LongJob(Pipeline pipeline, Row row, String bucket) {
    private static final List<String> TEXTS =
            List.of("jobId", "status", "currentStage", "details", "failureReason", "headline");
    private static final List<String> NUMBERS =
            List.of("startTime", "elapsedSeconds", "estimatedCompletionSeconds", "attempt");

    String stage() {
        return pipeline.stageToDo(row.text("currentStage")).orElseThrow();
    }

    String id() {
        return row.text("jobId").orElse(row.rowID());
    }

    /** The variables of its upload's key. */
    Map<String, String> ids() {
        return pipeline.variables(row.text("s3Key").orElse("")).orElse(Map.of());
    }

    String status() {
        return row.text("status").orElse("");
    }

    Optional<Double> share() {
        return Optional.ofNullable(row.map("progress").get(stage()))
                .map(AttributeValue::n)
                .map(Double::valueOf);
    }

    /** Now, for one that is not settled. */
    Duration elapsed(Instant now) {
        return row.settled()
                ? Duration.ofSeconds(row.number("elapsedSeconds").orElse(0L))
                : Duration.ofMillis(
                        Math.max(
                                0,
                                now.toEpochMilli()
                                        - row.number("startTime").orElse(now.toEpochMilli())));
    }

    /**
     * One line for people: status, stage, share, what is done, since when, how long it may take.
     */
    public String line(Instant now) {
        String share = share().map(s -> String.format(Locale.ROOT, " %.0f %%", 100 * s)).orElse("");
        String left =
                row.number("estimatedCompletionSeconds")
                        .map(seconds -> ", about " + clock(Duration.ofSeconds(seconds)) + " left")
                        .orElse("");
        String what = row.text("failureReason").or(row::headline).orElse("");
        return "%s  %s%s  %s after %s%s"
                .formatted(
                        status(),
                        stage(),
                        share,
                        row.settled() ? what : row.text("details").orElse(""),
                        clock(elapsed(now)),
                        left);
    }

    static String clock(Duration time) {
        return time.compareTo(Duration.ofHours(1)) < 0
                ? "%d:%02d min".formatted(time.toMinutes(), time.toSecondsPart())
                : "%d:%02d h".formatted(time.toHours(), time.toMinutesPart());
    }

    void into(ObjectNode json) {
        json.put("pipeline", pipeline.name());
        json.put("customerID", row.customerID());
        for (String name : TEXTS) {
            row.text(name).ifPresent(value -> json.put(name, value));
        }
        for (String name : NUMBERS) {
            row.number(name).ifPresent(value -> json.put(name, value));
        }
        share().ifPresent(share -> json.put("progress", share));
        row.text("resultKey").ifPresent(key -> json.put("resultKey", key));
        ObjectNode folders = json.putObject("folders");
        for (Stage stage : pipeline.stages().all()) {
            folders.put(stage.name(), stage.folder().render(ids()));
        }
    }
}
