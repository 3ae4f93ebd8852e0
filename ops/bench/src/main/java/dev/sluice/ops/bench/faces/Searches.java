package dev.sluice.ops.bench.faces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.BenchFile;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Questions put to one design, and how its answers compare with the exact ones. */
final class Searches {
    static final int MOST = 10;

    private static final int WARM_UP = 500;
    private static final int TIMED = 2_000;

    /** Exact answers take long at a million. */
    private static final int COMPARED = 200;

    /** A picture that is not enrolled. */
    private static final int OTHER_PICTURE = 5_000;

    private final Crowd crowd;
    private final Exact exact;

    Searches(Crowd crowd, Exact exact) {
        this.crowd = crowd;
        this.exact = exact;
    }

    /** A design. */
    @FunctionalInterface
    interface Design {
        List<String> nearest(float[] asked, int most) throws Exception;
    }

    ObjectNode of(Design design) throws Exception {
        for (int i = 0; i < WARM_UP; i++) {
            design.nearest(enrolled(i), MOST);
        }
        double[] millis = new double[TIMED];
        for (int i = 0; i < TIMED; i++) {
            float[] asked = enrolled(WARM_UP + i);
            long begun = System.nanoTime();
            design.nearest(asked, MOST);
            millis[i] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(millis);
        return BenchFile.object()
                .put("p50Ms", at(millis, 0.5))
                .put("p99Ms", at(millis, 0.99))
                .put("maxMs", millis[TIMED - 1])
                .put("recallEnrolled", recall(design, 0))
                .put("recallStrangers", recall(design, crowd.people() + 1_000_000));
    }

    private float[] enrolled(int number) {
        return crowd.vector((int) (number * 7_919L % crowd.people()), OTHER_PICTURE);
    }

    private double recall(Design design, int first) throws Exception {
        int found = 0;
        for (int i = 0; i < COMPARED; i++) {
            float[] asked = first == 0 ? enrolled(i) : crowd.vector(first + i, OTHER_PICTURE);
            Set<String> wanted = new HashSet<>(exact.nearest(asked, MOST));
            for (String name : design.nearest(asked, MOST)) {
                found += wanted.contains(name) ? 1 : 0;
            }
        }
        return (double) found / (COMPARED * MOST);
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
