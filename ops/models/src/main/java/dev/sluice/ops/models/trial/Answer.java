package dev.sluice.ops.models.trial;

import dev.sluice.worker.task.Finding;

import java.util.List;
import java.util.Map;
import java.util.Objects;

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

    /** The class that it is surest of; empty if it is of none. */
    public String label() {
        return String.valueOf(Objects.requireNonNullElse(surest().get("class"), ""));
    }

    /** How sure it is; 0 if it says nothing. */
    public double confidence() {
        return surest().get("confidence") instanceof Number sure ? sure.doubleValue() : 0;
    }

    /** A classifier's answer, or a detector's first. */
    private Map<?, ?> surest() {
        if (finding instanceof Finding.Found(var result)) {
            Object said = result.document().getOrDefault("classification", result.document());
            if (said instanceof Map<?, ?> map
                    && map.get("detection_results") instanceof Map<?, ?> results
                    && results.get("detections") instanceof List<?> detections) {
                said = detections.isEmpty() ? Map.of() : detections.getFirst();
            }
            return said instanceof Map<?, ?> map ? map : Map.of();
        }
        return Map.of();
    }
}
