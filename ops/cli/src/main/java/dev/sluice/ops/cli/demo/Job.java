package dev.sluice.ops.cli.demo;

import dev.sluice.ops.fleet.Submission;
import dev.sluice.shared.job.Row;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of one upload, as S3 and DynamoDB tell it.
 *
 * @param row empty if it was not settled in time
 * @param stages milliseconds by stage, from the result document
 * @param saved the annotated picture, where the pipeline makes one
 */
record Job(
        Submission submission,
        Optional<Row> row,
        Map<String, Double> stages,
        Optional<Path> saved) {
    /** As result documents name them, in the order of their running. */
    static final List<String> STAGES = List.of("queue", "fetch", "decode", "model", "task");

    Job {
        stages = Map.copyOf(stages);
    }

    boolean completed() {
        return status().equals(Row.Status.COMPLETED.stored());
    }

    boolean failed() {
        return status().equals(Row.Status.FAILED.stored());
    }

    String status() {
        return row.flatMap(Row::status).map(Row.Status::stored).orElse("missing");
    }

    Optional<String> finding() {
        return completed() ? row.flatMap(Row::headline) : Optional.empty();
    }

    Optional<String> failureReason() {
        return row.flatMap(r -> r.text("failureReason"));
    }

    /** By stage, and from the row's creation to its last change as {@code total}. */
    Map<String, Double> milliseconds() {
        Map<String, Double> milliseconds = new LinkedHashMap<>();
        for (String stage : STAGES) {
            Optional.ofNullable(stages.get(stage)).ifPresent(ms -> milliseconds.put(stage, ms));
        }
        row.ifPresent(
                r ->
                        milliseconds.put(
                                "total",
                                (double)
                                        (r.number("updatedAt").orElse(0L)
                                                - r.number("createdAt").orElse(0L))));
        return milliseconds;
    }
}
