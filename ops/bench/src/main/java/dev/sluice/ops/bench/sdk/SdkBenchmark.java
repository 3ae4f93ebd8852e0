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

import java.io.IOException;
import java.util.EnumMap;
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
        return "CPU of the bare SDK calls of a job with each HTTP client (about 5 minutes)";
    }

    @Override
    public JsonNode run(Bench bench) throws Exception {
        BenchPipelines pipelines =
                new BenchPipelines(bench.home(), bench.work().resolve("pipelines"))
                        .classifier(PIPELINE);
        List<byte[]> photos = Photos.jpegs();
        Map<HttpChoice, CpuPerJob> sums = new EnumMap<>(HttpChoice.class);
        ObjectNode figures = BenchFile.object();
        bench.say(
                "CPU-ms per job over plain HTTP to emulators, %d calls at a time on virtual"
                        + " threads; receive and delete serve ten jobs each; there and back, for"
                        + " emulators get warmer and machines change",
                Plan.CALLERS);
        bench.say(
                "%-14s %6s %6s %6s %6s %7s %6s %8s",
                "", "total", "get", "put", "update", "receive", "delete", "failed");
        List<HttpChoice> there = List.of(HttpChoice.values());
        for (List<HttpChoice> pass : List.of(there, there.reversed())) {
            String name = "first-" + pass.getFirst().key(); // each on fresh emulators
            try (Stand stand = Stand.open(bench, name, pipelines.repository(), Map.of())) {
                for (HttpChoice http : pass) {
                    try {
                        CpuPerJob cpu = one(bench, stand, http, photos);
                        say(bench, http, cpu);
                        sums.merge(http, cpu, CpuPerJob::mean);
                    } catch (IOException e) { // that a client breaks is a finding, too
                        String reason = String.valueOf(e.getMessage());
                        bench.say("%-14s broke: %s", http.title(), reason);
                        figures.set(http.key(), BenchFile.object().put("broke", reason));
                    }
                }
            }
        }
        bench.say("both:");
        sums.forEach(
                (http, cpu) -> {
                    say(bench, http, cpu);
                    if (!figures.has(http.key())) {
                        ObjectNode one = BenchFile.object();
                        one.put("total", BenchFile.rounded(cpu.total(), 3));
                        figures.set(
                                http.key(), one.setAll((ObjectNode) BenchFile.of(cpu.rounded())));
                    }
                });
        return figures;
    }

    private static CpuPerJob one(Bench bench, Stand stand, HttpChoice http, List<byte[]> photos)
            throws IOException, InterruptedException {
        Backlog backlog = new Backlog(stand, stand.pipeline(PIPELINE));
        backlog.send(backlog.upload(http.key(), Plan.brief().jobs(), photos));
        try {
            return SdkProcess.run(bench.launcher(), stand, http, backlog.url(), Plan.brief());
        } finally {
            backlog.drop();
        }
    }

    private static void say(Bench bench, HttpChoice http, CpuPerJob cpu) {
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
    }
}
