package dev.sluice.ops.bench.peers;

import dev.sluice.ops.bench.Benchmark.Unmeasurable;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.pipeline.Pipeline;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A worker that takes the same jobs, pictures and model, and writes the same results. */
interface Contender {
    String name();

    /**
     * Fetches what it is built of; nothing if that was done before.
     *
     * @throws Unmeasurable if that does not work here
     */
    default void install() throws Unmeasurable, IOException, InterruptedException {}

    /** Puts the jobs' messages into the backlog's queue, in the form it reads. */
    default void send(Stand stand, Backlog backlog, List<Job> jobs)
            throws IOException, InterruptedException {
        backlog.send(jobs);
    }

    /** Starts it with its default of processes; it works until stopped. */
    Child start(Stand stand, Pipeline pipeline, String log)
            throws IOException, InterruptedException;

    /** Ours, as shipped: {@code ops/sluice worker}, with its AOT cache if there is one. */
    record Sluice() implements Contender {
        @Override
        public String name() {
            return "sluice";
        }

        @Override
        public Child start(Stand stand, Pipeline pipeline, String log) throws IOException {
            return stand.start(log, Map.of("SLUICE_PIPELINES", pipeline.name()), "worker");
        }
    }
}
