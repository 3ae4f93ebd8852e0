package dev.sluice.shared.fleet;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known of paused pipelines, by name. Commands number their changes, so whoever hears of a
 * pipeline from two sides knows which is the news.
 */
public record Pauses(Map<String, Change> changes) {
    /** Nothing was ever paused. */
    public static final Pauses NONE = new Pauses(Map.of());

    /**
     * The last change of a pipeline.
     *
     * @param paused or resumed
     * @param number of the change, from 1
     */
    public record Change(boolean paused, long number) {}

    public Pauses {
        changes = Map.copyOf(changes);
    }

    /** What both know, of each pipeline the newer. */
    Pauses with(Pauses other) {
        Map<String, Change> all = new HashMap<>(changes);
        other.changes.forEach(
                (pipeline, change) ->
                        all.merge(pipeline, change, (a, b) -> a.number() >= b.number() ? a : b));
        return new Pauses(all);
    }

    /** The pipelines that are paused. */
    public Set<String> paused() {
        Set<String> paused = new TreeSet<>();
        changes.forEach(
                (pipeline, change) -> {
                    if (change.paused()) {
                        paused.add(pipeline);
                    }
                });
        return paused;
    }
}
