package dev.sluice.ops.bench.against;

import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Stand;

import java.io.IOException;
import java.util.Map;

/**
 * The part of a benchmark that two builds' workers can do by turns.
 *
 * @param warmUp jobs before what is measured: as few as let ten pairs end in minutes, for a worker
 *     with its AOT cache is near its speed, and both builds' compilers have the same still to do
 */
public record Workload(
        String about,
        String pipeline,
        Definition definition,
        Start start,
        int warmUp,
        int measured) {
    /** Adds the pipeline. */
    public interface Definition {
        void to(BenchPipelines pipelines) throws IOException;
    }

    /** Starts a worker for the pipeline, and waits until it polls. */
    public interface Start {
        Child on(Stand stand) throws IOException, InterruptedException;
    }

    /** One for which {@code ops/sluice worker} does the work. */
    public static Workload ofWorker(
            String about, String pipeline, Definition definition, int warmUp, int measured) {
        Start worker = stand -> stand.worker(pipeline, Map.of());
        return new Workload(about, pipeline, definition, worker, warmUp, measured);
    }
}
