package dev.sluice.ops.models.trial;

import dev.sluice.worker.task.Finding;

import java.util.Map;

/**
 * What a task said of a picture.
 *
 * @param millis from the file's bytes to the finding
 */
public record Answer(Sample sample, Finding finding, double millis) {
    /** In a line. */
    public String headline() {
        return switch (finding) {
            case Finding.Found(var result) -> result.headline();
            case Finding.Refused(var why) -> why.toString();
        };
    }

    /** Whether it is an answer, not a refusal of the picture. */
    public boolean isFound() {
        return finding instanceof Finding.Found;
    }

    /** The class that a classifier names; empty for other tasks, and if it is unsure. */
    public String label() {
        return String.valueOf(classification().getOrDefault("class", ""));
    }

    /** How sure a classifier is; 0 if it says nothing. */
    public double confidence() {
        return classification().get("confidence") instanceof Number sure ? sure.doubleValue() : 0;
    }

    private Map<?, Object> classification() {
        return finding instanceof Finding.Found(var result)
                        && result.document().get("classification") instanceof Map<?, ?> map
                ? Map.copyOf(map)
                : Map.of();
    }
}
