package dev.sluice.ops.bench.faces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.BenchFile;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Questions put to one design, and how its answers compare with the exact ones. */
final class Searches {
    static final int MOST = 10;

    private static final int WARM_UP = 500;
    private static final int TIMED = 2_000;

    /** Exact search takes long at a million: it stops asking then, after so many at the least. */
    private static final Duration ENOUGH = Duration.ofMinutes(1);

    private static final int LEAST = 200;

    private static final int COMPARED = 200;

    /** A picture that is not enrolled. */
    private static final int OTHER_PICTURE = 5_000;

    /** From it on SFace's authors call two faces the same person: less than a match needs here. */
    private static final double SAME = 0.363;

    private final Crowd crowd;
    private final List<float[]> strangers;
    private final List<List<Found>> exactEnrolled;
    private final List<List<Found>> exactStrangers;

    Searches(Crowd crowd, Exact exact) {
        this.crowd = crowd;
        this.strangers =
                IntStream.range(0, COMPARED)
                        .mapToObj(i -> crowd.vector(crowd.people() + 1_000_001 + i, OTHER_PICTURE))
                        .toList();
        this.exactEnrolled =
                IntStream.range(0, COMPARED)
                        .mapToObj(i -> exact.nearest(enrolled(i), MOST))
                        .toList();
        this.exactStrangers = strangers.stream().map(asked -> exact.nearest(asked, MOST)).toList();
    }

    /** A picture that a design found. */
    record Found(String name, double cosine) {}

    /** A design. */
    @FunctionalInterface
    interface Design {
        List<Found> nearest(float[] asked, int most) throws Exception;
    }

    ObjectNode of(Design design) throws Exception {
        timed(design, 0, WARM_UP);
        double[] millis = timed(design, WARM_UP, TIMED);
        int enrolled = 0;
        int stranger = 0;
        int matched = 0;
        for (int i = 0; i < COMPARED; i++) {
            enrolled += common(design.nearest(enrolled(i), MOST), exactEnrolled.get(i));
            List<Found> found = design.nearest(strangers.get(i), MOST);
            stranger += common(found, exactStrangers.get(i));
            matched += anyMatch(found) && !anyMatch(exactStrangers.get(i)) ? 1 : 0;
        }
        return BenchFile.object()
                .put("searches", millis.length)
                .put("p50Ms", at(millis, 0.5))
                .put("p99Ms", at(millis, 0.99))
                .put("maxMs", millis[millis.length - 1])
                .put("recallEnrolled", (double) enrolled / (COMPARED * MOST))
                .put("recallStrangers", (double) stranger / (COMPARED * MOST))
                .put("strangersMatchedWrongly", matched);
    }

    /** How long searches took, sorted. */
    private double[] timed(Design design, int first, int most) throws Exception {
        double[] millis = new double[most];
        long begun = System.nanoTime();
        int done = 0;
        while (done < most && (done < LEAST || System.nanoTime() - begun < ENOUGH.toNanos())) {
            float[] asked = enrolled(first + done);
            long before = System.nanoTime();
            var _ = design.nearest(asked, MOST);
            millis[done++] = (System.nanoTime() - before) / 1e6;
        }
        double[] taken = Arrays.copyOf(millis, done);
        Arrays.sort(taken);
        return taken;
    }

    private float[] enrolled(int number) {
        return crowd.vector((int) (number * 7_919L % crowd.people()), OTHER_PICTURE);
    }

    private static int common(List<Found> found, List<Found> exact) {
        Set<String> names = new HashSet<>(exact.stream().map(Found::name).toList());
        return (int) found.stream().filter(each -> names.contains(each.name())).count();
    }

    private static boolean anyMatch(List<Found> found) {
        return found.stream().anyMatch(each -> each.cosine() >= SAME);
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
