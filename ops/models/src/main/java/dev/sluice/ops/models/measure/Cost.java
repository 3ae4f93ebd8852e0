package dev.sluice.ops.models.measure;

import com.sun.management.OperatingSystemMXBean;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
     * Work and what it is divided by.
     *
     * @param items done at once
     */
    record Measured(int items, Work work) {
        private Cost round(Duration atLeast) throws Exception {
            return Cost.round(items, work, atLeast);
        }
    }

    /**
     * Measures several times, of which the least counts: what disturbs only adds.
     *
     * @param items done at once, by which the cost is divided
     */
    static Cost of(Effort effort, int items, Work work) throws Exception {
        return byTurns(effort, List.of(new Measured(items, work))).getFirst();
    }

    /** As the other, all of them in each round: what disturbs for a while disturbs all alike. */
    static List<Cost> byTurns(Effort effort, List<Measured> all) throws Exception {
        for (Measured each : all) {
            var _ = each.round(effort.warmUp());
        }
        List<Cost> least = new ArrayList<>();
        for (Measured each : all) {
            least.add(each.round(effort.round()));
        }
        for (int i = 1; i < effort.rounds(); i++) {
            for (int j = 0; j < all.size(); j++) {
                least.set(j, least.get(j).least(all.get(j).round(effort.round())));
            }
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
