package dev.sluice.ops.cli.demo;

import dev.sluice.ops.fleet.Submission;
import dev.sluice.shared.job.Parts.Part;
import dev.sluice.shared.job.Row;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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
        if (submission.pipeline().inParts() && failureReason().isPresent()) {
            return Row.Status.FAILED.stored(); // this part, whatever the others are
        }
        return row.flatMap(Row::status).map(Row.Status::stored).orElse("missing");
    }

    Optional<String> finding() {
        Optional<String> all = completed() ? row.flatMap(Row::headline) : Optional.empty();
        return all.map(
                together ->
                        row.flatMap(submission::part)
                                .flatMap(Part::answer)
                                .map(answer -> own(answer) + " (together: " + together + ")")
                                .orElse(together));
    }

    Optional<String> failureReason() {
        return row.flatMap(submission::failure);
    }

    /** What is found of a part alone. */
    private static String own(Map<String, Object> answer) {
        return answer.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
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
