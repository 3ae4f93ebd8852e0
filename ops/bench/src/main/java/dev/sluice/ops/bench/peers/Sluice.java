package dev.sluice.ops.bench.peers;

import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.pipeline.Pipeline;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Ours, as shipped: {@code ops/sluice worker}.
 *
 * @param cached whether after {@code ops/sluice aot-cache}
 */
record Sluice(boolean cached) implements Contender {
    @Override
    public String name() {
        return "sluice";
    }

    @Override
    public String about() {
        return "ops/sluice worker, one JVM, " + (cached ? "with its" : "without an") + " AOT cache";
    }

    @Override
    public void install() {}

    @Override
    public void send(Stand stand, Pipeline pipeline, Backlog backlog, List<Job> jobs)
            throws InterruptedException {
        backlog.send(jobs);
    }

    @Override
    public Child start(Stand stand, Pipeline pipeline, String log) throws IOException {
        return stand.start(log, Map.of("SLUICE_PIPELINES", pipeline.name()), "worker");
    }
}
