package dev.sluice.ops.bench;

import dev.sluice.ops.bench.against.Workload;
import dev.sluice.ops.bench.ceiling.CeilingBenchmark;
import dev.sluice.ops.bench.cost.CostBenchmark;
import dev.sluice.ops.bench.fairness.FairnessBenchmark;
import dev.sluice.ops.bench.latency.LatencyBenchmark;
import dev.sluice.ops.bench.latency.StartupBenchmark;
import dev.sluice.ops.bench.peers.PeersBenchmark;
import dev.sluice.ops.bench.simulated.FeedBenchmark;
import dev.sluice.ops.bench.simulated.ScaleBenchmark;

import java.util.List;
import java.util.Optional;

/** All benchmarks, in the order in which {@code all} runs them. */
public final class Benchmarks {
    private Benchmarks() {}

    public static List<Benchmark> all() {
        return List.of(
                compared(
                        "ceiling",
                        "the worker's CPU beside bare inference, decoding and SDK calls (5 min)",
                        CeilingBenchmark::run,
                        CeilingBenchmark.workload()),
                compared(
                        "feed",
                        "how well simulated accelerators are fed, and what limits it (3 min)",
                        FeedBenchmark::run,
                        FeedBenchmark.workload()),
                alone(
                        "latency",
                        "from upload to result, idle and under open-loop load, by stage (3 min)",
                        LatencyBenchmark::run),
                compared(
                        "peers",
                        "the same work through four rivals, and one kill -9 of each (10 min)",
                        PeersBenchmark::run,
                        PeersBenchmark.workload()),
                alone(
                        "cost",
                        "dollars a million pictures, from counted requests (3 min)",
                        CostBenchmark::run),
                alone(
                        "scale",
                        "CPU and memory with 1 to 4 workers and up to a million messages (3 min)",
                        ScaleBenchmark::run),
                alone(
                        "fairness",
                        "twenty quiet customers beside a noisy one, simulated (3 min)",
                        FairnessBenchmark::run),
                alone(
                        "startup",
                        "from a worker's start to its first result, without and with AOT cache (1"
                                + " min)",
                        StartupBenchmark::run));
    }

    private static Benchmark alone(String name, String about, Benchmark.Work work) {
        return new Benchmark(name, about, work, Optional.empty());
    }

    private static Benchmark compared(
            String name, String about, Benchmark.Work work, Workload workload) {
        return new Benchmark(name, about, work, Optional.of(workload));
    }
}
