package dev.sluice.ops.bench;

import dev.sluice.ops.bench.ceiling.CeilingBenchmark;
import dev.sluice.ops.bench.cost.CostBenchmark;
import dev.sluice.ops.bench.feed.FeedBenchmark;
import dev.sluice.ops.bench.latency.LatencyBenchmark;
import dev.sluice.ops.bench.peers.PeersBenchmark;
import dev.sluice.ops.bench.scale.ScaleBenchmark;
import dev.sluice.ops.bench.sdk.SdkBenchmark;
import dev.sluice.ops.bench.startup.StartupBenchmark;

import java.util.List;
import java.util.stream.Stream;

/** All benchmarks, in the order in which {@code all} runs them. */
public final class Benchmarks {
    private Benchmarks() {}

    /** Every benchmark there is. */
    public static List<Benchmark> known() {
        return Stream.concat(all().stream(), Stream.of(new SdkBenchmark())).toList();
    }

    /** Those of a full run; the others are for questions that are settled. */
    public static List<Benchmark> all() {
        return List.of(
                new CeilingBenchmark(),
                new FeedBenchmark(),
                new LatencyBenchmark(),
                new PeersBenchmark(),
                new CostBenchmark(),
                new ScaleBenchmark(),
                new StartupBenchmark());
    }
}
