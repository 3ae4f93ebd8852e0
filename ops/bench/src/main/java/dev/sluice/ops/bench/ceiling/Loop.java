package dev.sluice.ops.bench.ceiling;

import java.time.Duration;

/** What was done over and over in this process, and its CPU time. */
record Loop(long items, Duration cpu) {
    private static final Duration WARM_UP = Duration.ofMillis(500);
    private static final Duration MEASURED = Duration.ofSeconds(2);

    /** Some work that says how many items it did. */
    interface Work {
        int once() throws Exception;
    }

    /** Repeats the work, first unmeasured, then measured. */
    static Loop of(Work work) throws Exception {
        var _ = repeat(WARM_UP, work);
        return repeat(MEASURED, work);
    }

    private static Loop repeat(Duration time, Work work) throws Exception {
        Duration before = cpuNow();
        long end = System.nanoTime() + time.toNanos();
        long items = 0;
        while (System.nanoTime() - end < 0) {
            items += work.once();
        }
        return new Loop(items, cpuNow().minus(before));
    }

    /** Of all threads, those of native libraries and of the JVM itself included. */
    private static Duration cpuNow() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Both together, for a machine whose speed changes between the two. */
    Loop plus(Loop other) {
        return new Loop(items + other.items, cpu.plus(other.cpu));
    }

    double cpuMillis() {
        return cpu.toNanos() / 1e6 / items;
    }
}
