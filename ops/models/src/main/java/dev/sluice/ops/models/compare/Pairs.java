package dev.sluice.ops.models.compare;

import com.sun.management.OperatingSystemMXBean;

import dev.sluice.ops.models.measure.Loaded;
import dev.sluice.ops.models.trial.Answer;
import dev.sluice.ops.models.trial.Sample;
import dev.sluice.worker.model.ModelFailure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What two releases say of the same pictures.
 *
 * @param all in the order of the pictures
 * @param failed pictures that a model of one of them failed on, with why
 */
public record Pairs(List<Pair> all, List<String> failed) {
    public Pairs {
        all = List.copyOf(all);
        failed = List.copyOf(failed);
    }

    /**
     * One picture after the other, each by both, in turns, so that what disturbs disturbs both
     * alike. The first is done once more beforehand, for code that has never run is slow.
     *
     * @throws IOException if a picture cannot be read
     */
    public static Pairs of(Loaded live, Loaded other, List<Sample> pictures)
            throws IOException, InterruptedException {
        List<Pair> all = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (int i = -1; i < pictures.size(); i++) {
            Sample picture = pictures.get(Math.max(0, i));
            try {
                long begun = cpuNanos();
                Answer one = live.trial().of(picture);
                long between = cpuNanos();
                Answer two = other.trial().of(picture);
                long ended = cpuNanos();
                if (i >= 0) {
                    all.add(new Pair(one, two, (between - begun) / 1e6, (ended - between) / 1e6));
                }
            } catch (ModelFailure e) {
                if (i >= 0) {
                    failed.add(picture.file().getFileName() + ": " + e.getMessage());
                }
            }
        }
        return new Pairs(all, failed);
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    /** The share whose answers are the same; of none, all. */
    public double agreement() {
        return all.isEmpty() ? 1 : (double) all.stream().filter(Pair::agrees).count() / all.size();
    }

    /** Mean shift of confidence, without signs. */
    public double shift() {
        return all.stream().mapToDouble(pair -> Math.abs(pair.shift())).average().orElse(0);
    }

    /** Those that differ most, the most first. */
    public List<Pair> mostDifferent(int most) {
        return all.stream()
                .sorted(Comparator.comparingDouble(Pair::difference).reversed())
                .limit(most)
                .toList();
    }

    /**
     * A quantile of a figure.
     *
     * @param share 0.5: the median
     * @return 0 of none
     */
    public double quantile(double share, ToDoubleFunction<Pair> figure) {
        double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    }

    public double mean(ToDoubleFunction<Pair> figure) {
        return all.stream().mapToDouble(figure).average().orElse(0);
    }
}
