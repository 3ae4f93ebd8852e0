package dev.sluice.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.against.Workload;

import java.util.Optional;

/**
 * One thing measured.
 *
 * @param name on the command line, and its member of {@code bench.json}
 * @param workload what two builds' workers can do by turns, to be compared
 */
public record Benchmark(String name, String about, Work work, Optional<Workload> workload) {
    /** Measures, and ends by itself. */
    public interface Work {
        /**
         * @return its part of {@code bench.json}
         * @throws Unmeasurable if something outside is missing, named with its remedy
         */
        JsonNode run(Bench bench) throws Exception;
    }

    /** What keeps a benchmark from running here; the others go on. */
    public static final class Unmeasurable extends Exception {
        private static final long serialVersionUID = 1;

        public Unmeasurable(String reason) {
            super(reason);
        }
    }
}
