package dev.sluice.ops.bench;

import dev.sluice.ops.bench.ceiling.CeilingBenchmark;
import dev.sluice.ops.bench.cost.CostBenchmark;
import dev.sluice.ops.bench.emotion.EmotionBenchmark;
import dev.sluice.ops.bench.faces.FacesBenchmark;
import dev.sluice.ops.bench.fairness.FairnessBenchmark;
import dev.sluice.ops.bench.flakes.FlakesBenchmark;
import dev.sluice.ops.bench.latency.LatencyBenchmark;
import dev.sluice.ops.bench.latency.StartupBenchmark;
import dev.sluice.ops.bench.peers.PeersBenchmark;
import dev.sluice.ops.bench.simulated.FeedBenchmark;

import java.util.List;

/** All benchmarks, in the order in which {@code all} runs them. */
public final class Benchmarks {
    private Benchmarks() {}

    public static List<Benchmark> all() {
        return List.of(
                new Benchmark(
                        "ceiling",
                        "the worker's CPU beside bare inference, decoding and SDK calls (5 min)",
                        CeilingBenchmark::run,
                        CeilingBenchmark.workload()),
                new Benchmark(
                        "feed",
                        "how well simulated accelerators are fed, and what limits it (3 min)",
                        FeedBenchmark::run,
                        FeedBenchmark.workload()),
                new Benchmark(
                        "latency",
                        "from upload to result, idle and under open-loop load, by stage (3 min)",
                        LatencyBenchmark::run),
                new Benchmark(
                        "peers",
                        "the same work through four rivals, and one kill -9 of each (10 min)",
                        PeersBenchmark::run,
                        PeersBenchmark.workload()),
                new Benchmark(
                        "cost",
                        "dollars a million pictures, from counted requests (3 min)",
                        CostBenchmark::run),
                new Benchmark(
                        "fairness",
                        "twenty quiet customers beside a noisy one, simulated (3 min)",
                        FairnessBenchmark::run),
                new Benchmark(
                                "faces",
                                "the index of vectors beside exact search and Lucene's graph (5"
                                        + " min)",
                                FacesBenchmark::run)
                        .withoutWorkers(),
                new Benchmark(
                                "emotion",
                                "faces, voices and texts beside the same models called from Python"
                                        + " (6 min)",
                                EmotionBenchmark::run)
                        .withoutWorkers(),
                new Benchmark(
                                "flakes",
                                "flakes by both methods beside a plain script of OpenCV and numpy"
                                        + " (3 min)",
                                FlakesBenchmark::run)
                        .withoutWorkers(),
                new Benchmark(
                        "startup",
                        "from a worker's start to its first result, without and with AOT cache",
                        StartupBenchmark::run));
    }
}
