package dev.sluice.shared.config;

import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with a configuration, so that a user mends it in one go. */
public final class Problems {
    private final List<String> found = new ArrayList<>();

    /**
     * @param where the path of the value, such as {@code flakes/pipeline.yaml: limits.object}
     * @param what the rest of the sentence: what is wrong and what is allowed
     */
    public void add(String where, String what) {
        found.add(where + ": " + what);
    }

    /** Adds those of something that was read by itself. */
    public void addAll(InvalidConfiguration other) {
        found.addAll(other.problems());
    }

    /**
     * @throws InvalidConfiguration if anything was added
     */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new InvalidConfiguration(found);
        }
    }
}
