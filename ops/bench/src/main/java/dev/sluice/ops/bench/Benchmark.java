package dev.sluice.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Stand;

import java.io.IOException;
import java.util.Optional;

/**
 * One thing measured.
 *
 * @param name on the command line, and its member of {@code bench.json}
 * @param workload what two builds' workers can do by turns, to be compared
 * @param workers whether it starts any, for which an AOT cache is made first
 */
public record Benchmark(
        String name, String about, Work work, Optional<Workload> workload, boolean workers) {
    public Benchmark(String name, String about, Work work) {
        this(name, about, work, Optional.empty(), true);
    }

    Benchmark(String name, String about, Work work, Workload workload) {
        this(name, about, work, Optional.of(workload), true);
    }

    Benchmark withoutWorkers() {
        return new Benchmark(name, about, work, workload, false);
    }

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

    /**
     * The part of a benchmark that two builds' workers can do by turns.
     *
     * @param warmUp jobs before those measured: few, for ten pairs shall end in minutes
     */
    public record Workload(
            String about,
            String pipeline,
            BenchPipelines.Definition definition,
            Start start,
            int warmUp,
            int measured) {
        /** Starts a worker for the pipeline, and waits until it polls. */
        public interface Start {
            Child on(Stand stand) throws IOException, InterruptedException;
        }
    }
}
