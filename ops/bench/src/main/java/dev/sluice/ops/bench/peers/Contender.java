package dev.sluice.ops.bench.peers;

import dev.sluice.ops.bench.Benchmark.Unmeasurable;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.pipeline.Pipeline;

import java.io.IOException;
import java.util.List;

/** A worker that takes the same jobs, pictures and model, and writes the same results. */
interface Contender {
    String name();

    /** One line: what it is made of. */
    String about();

    /**
     * Fetches what it is built of; nothing if that was done before.
     *
     * @throws Unmeasurable if that does not work here
     */
    void install() throws Unmeasurable, IOException, InterruptedException;

    /** Puts the jobs' messages into the pipeline's queue, in the form it reads. */
    void send(Stand stand, Pipeline pipeline, Backlog backlog, List<Job> jobs)
            throws IOException, InterruptedException;

    /**
     * Starts it with its default of processes; it works until stopped.
     *
     * @param log of its output
     */
    Child start(Stand stand, Pipeline pipeline, String log)
            throws IOException, InterruptedException;
}
