package dev.sluice.worker.task.affect;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A state of mind in two numbers, each from 0 to 1 and 0.5 in the middle.
 *
 * @param valence unpleasant to pleasant
 * @param arousal calm to excited
 * @param confidence 0 if it counts for nothing
 */
public record Affect(double valence, double arousal, double confidence) {
    public static final String VALENCE = "valence";
    public static final String AROUSAL = "arousal";
    public static final String CONFIDENCE = "confidence";

    private static final double DIGITS = 1e4;

    public Affect {
        valence = Math.clamp(valence, 0, 1);
        arousal = Math.clamp(arousal, 0, 1);
        confidence = Math.clamp(confidence, 0, 1);
    }

    /** The three, to four decimals. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(VALENCE, rounded(valence));
        json.put(AROUSAL, rounded(arousal));
        json.put(CONFIDENCE, rounded(confidence));
        return json;
    }

    /** To four decimals, as results have all numbers of this kind. */
    public static double rounded(double value) {
        return Math.round(value * DIGITS) / DIGITS;
    }
}
