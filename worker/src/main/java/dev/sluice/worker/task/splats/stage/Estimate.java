package dev.sluice.worker.task.splats.stage;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How long the rest will take, by the speed of late: of the last tenth of the work, so that it gets
 * better as the work goes on and follows a machine that gets slower. One thread.
 */
public final class Estimate {
    private static final double WINDOW = 0.1;

    private final double all;
    private final Deque<double[]> past = new ArrayDeque<>(); // work done, and when

    /**
     * @param work in all, in any unit in which equal work takes equal time
     */
    public Estimate(double work) {
        all = work;
    }

    /**
     * @param done of the work
     * @param seconds by any clock
     * @return until all is done; no number as long as nobody knows
     */
    public double remaining(double done, double seconds) {
        past.addLast(new double[] {done, seconds});
        while (past.size() > 2 && done - secondOldest()[0] >= WINDOW * all) {
            past.removeFirst();
        }
        double[] oldest = past.getFirst();
        return done > oldest[0]
                ? (all - done) * (seconds - oldest[1]) / (done - oldest[0])
                : Double.NaN;
    }

    private double[] secondOldest() {
        return past.stream().skip(1).findFirst().orElseThrow();
    }
}
