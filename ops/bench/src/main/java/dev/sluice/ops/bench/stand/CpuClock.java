package dev.sluice.ops.bench.stand;

import java.time.Duration;

/** CPU time of this process, for loops that are measured here. */
public final class CpuClock {
    private CpuClock() {}

    /** Used by all threads so far, those of native libraries and of the JVM itself included. */
    public static Duration now() {
        return ProcessCpu.now()
                .or(() -> ProcessHandle.current().info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    /**
     * What a loop did.
     *
     * @param items done
     */
    public record Loop(long items, Duration wall, Duration cpu) {
        /** Both together, for a machine whose speed changes between the two. */
        public Loop plus(Loop other) {
            return new Loop(items + other.items, wall.plus(other.wall), cpu.plus(other.cpu));
        }

        public double perSecond() {
            return items / (wall.toNanos() / 1e9);
        }

        public double cpuMillis() {
            return cpu.toNanos() / 1e6 / items;
        }
    }

    /** Some work that says how many items it did. */
    public interface Work {
        int once() throws Exception;
    }

    /** Repeats the work, first unmeasured, then measured. */
    public static Loop loop(Duration warmUp, Duration measured, Work work) throws Exception {
        repeat(warmUp, work);
        long begun = System.nanoTime();
        Duration cpu = now();
        long items = repeat(measured, work);
        return new Loop(items, Duration.ofNanos(System.nanoTime() - begun), now().minus(cpu));
    }

    private static long repeat(Duration time, Work work) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        long items = 0;
        while (System.nanoTime() - end < 0) {
            items += work.once();
        }
        return items;
    }
}
