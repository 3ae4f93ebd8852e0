package dev.sluice.ops.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.BenchFile;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One upload's way, in milliseconds by the one clock of this machine.
 *
 * @param total from the begin of the PUT to the row's {@code updatedAt} when it says completed,
 *     which the worker stamps just before it writes the row
 * @param stages the parts of it, in order
 */
record Upload(double total, Map<String, Double> stages) {
    /** In order; together they make the total. */
    enum Stage {
        /** The PUT itself, the event, and the dispatcher until its row. */
        DISPATCH,
        /** From the row to a worker's hands. */
        QUEUE,
        FETCH,
        DECODE,
        /** Waiting for a batch, and the batch. */
        MODEL,
        TASK,
        /** The result's PUT, until the row is written. */
        SETTLE;

        String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * @param begun when the PUT began, epoch milliseconds
     * @param created epoch milliseconds, from the row
     * @param updated epoch milliseconds, from the row
     * @param milliseconds of the result document
     */
    static Upload of(double begun, long created, long updated, JsonNode milliseconds) {
        Map<String, Double> stages = new LinkedHashMap<>();
        double total = updated - begun;
        stages.put(Stage.DISPATCH.label(), Math.max(0, created - begun));
        double known = Math.max(0, created - begun);
        for (Stage stage : Stage.values()) {
            JsonNode value = milliseconds.path(stage.label());
            if (value.isNumber()) {
                stages.put(stage.label(), value.asDouble());
                known += value.asDouble();
            }
        }
        stages.put(Stage.SETTLE.label(), BenchFile.rounded(Math.max(0, total - known), 1));
        return new Upload(total, stages);
    }
}
