package dev.sluice.ops.bench.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.BenchFile;
import dev.sluice.ops.bench.Benchmark;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.pipeline.Pipeline;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What the worker's calls to AWS cost with each HTTP client that the SDK offers. */
public final class SdkBenchmark implements Benchmark {
    private static final String PIPELINE = "sdk";

    @Override
    public String name() {
        return "sdk";
    }

    @Override
    public String about() {
        return "CPU of the bare SDK calls of a job with each HTTP client (about 2 minutes)";
    }

    @Override
    public JsonNode run(Bench bench) throws Exception {
        BenchPipelines pipelines =
                new BenchPipelines(bench.home(), bench.work().resolve("pipelines"))
                        .classifier(PIPELINE);
        List<byte[]> photos = Photos.jpegs();
        ObjectNode figures = BenchFile.object();
        bench.say(
                "CPU-ms per job over plain HTTP to emulators, %d calls at a time on virtual"
                        + " threads; receive and delete serve ten jobs each",
                Plan.CALLERS);
        bench.say(
                "%-14s %6s %6s %6s %6s %7s %6s %8s",
                "", "total", "get", "put", "update", "receive", "delete", "failed");
        try (Stand stand = Stand.open(bench, "stand", pipelines.repository(), Map.of())) {
            for (HttpChoice http : HttpChoice.values()) {
                figures.set(http.key(), one(bench, stand, http, photos));
            }
        }
        return figures;
    }

    private static JsonNode one(Bench bench, Stand stand, HttpChoice http, List<byte[]> photos)
            throws InterruptedException {
        Pipeline pipeline = stand.pipeline(PIPELINE);
        Backlog backlog = new Backlog(stand, pipeline);
        backlog.send(backlog.upload(http.key(), Plan.brief().jobs(), photos));
        try {
            CpuPerJob cpu =
                    SdkProcess.run(bench.launcher(), stand, http, backlog.url(), Plan.brief());
            bench.say(
                    "%-14s %6.3f %6.3f %6.3f %6.3f %7.3f %6.3f %8d %s",
                    http.title(),
                    cpu.total(),
                    cpu.get(),
                    cpu.put(),
                    cpu.update(),
                    cpu.receive(),
                    cpu.delete(),
                    cpu.failed(),
                    cpu.failure());
            ObjectNode figures = BenchFile.object();
            figures.put("total", BenchFile.rounded(cpu.total(), 3));
            return figures.setAll((ObjectNode) BenchFile.of(cpu.rounded()));
        } catch (IOException e) { // that a client breaks is a finding, too
            bench.say("%-14s broke: %s", http.title(), String.valueOf(e.getMessage()));
            return BenchFile.object().put("broke", String.valueOf(e.getMessage()));
        } finally {
            var _ = stand.clients().settling().purgeQueue(purge -> purge.queueUrl(backlog.url()));
        }
    }
}
