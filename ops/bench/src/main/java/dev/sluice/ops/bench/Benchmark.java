package dev.sluice.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.against.Workload;

import java.util.Optional;

/** One thing measured. It ends by itself, within the minutes that {@link #about} names. */
public interface Benchmark {
    /** Its name on the command line, and its member of {@code bench.json}. */
    String name();

    /** One line: what it measures, and how long it takes. */
    String about();

    /**
     * Measures, and says to the bench what it found as it goes.
     *
     * @return its part of {@code bench.json}
     * @throws Unmeasurable if something outside is missing, named with its remedy
     */
    JsonNode run(Bench bench) throws Exception;

    /** What two builds' workers can do by turns, to be compared; empty if that is no part of it. */
    default Optional<Workload> workload() {
        return Optional.empty();
    }

    /** What keeps a benchmark from running here; the others go on. */
    final class Unmeasurable extends Exception {
        private static final long serialVersionUID = 1;

        public Unmeasurable(String reason) {
            super(reason);
        }
    }
}
