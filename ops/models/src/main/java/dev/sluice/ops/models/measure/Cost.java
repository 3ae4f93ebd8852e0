package dev.sluice.ops.models.measure;

import com.sun.management.OperatingSystemMXBean;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What something takes, on the average of many times in the best of several rounds.
 *
 * @param wall milliseconds that pass
 * @param cpu milliseconds of all cores of this process together
 */
public record Cost(double wall, double cpu) {
    /** Something that is done again and again. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /**
     * Measures several times, of which the least counts: what disturbs only adds.
     *
     * @param items done at once, by which the cost is divided
     */
    static Cost of(Effort effort, int items, Work work) throws Exception {
        var _ = round(items, work, effort.warmUp());
        Cost least = round(items, work, effort.round());
        for (int i = 1; i < effort.rounds(); i++) {
            least = least.least(round(items, work, effort.round()));
        }
        return least;
    }

    private static Cost round(int items, Work work, Duration atLeast) throws Exception {
        long begun = System.nanoTime();
        long cpu = cpuNanos();
        int times = 0;
        do {
            work.run();
            times++;
        } while (System.nanoTime() - begun < atLeast.toNanos());
        double done = (double) times * items * 1e6;
        return new Cost((System.nanoTime() - begun) / done, (cpuNanos() - cpu) / done);
    }

    private Cost least(Cost other) {
        return new Cost(Math.min(wall, other.wall), Math.min(cpu, other.cpu));
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    /** Items in a second. */
    public double perSecond() {
        return 1000 / wall;
    }
}
