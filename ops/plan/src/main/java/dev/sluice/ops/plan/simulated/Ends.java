package dev.sluice.ops.plan.simulated;

import java.util.Arrays;

/** When workers will have ended what they do: a heap, the soonest first. */
final class Ends {
    private double[] times = new double[64];
    private int[] workers = new int[64];
    private int size;

    /** Infinite if nobody works. */
    double soonest() {
        return size == 0 ? Double.POSITIVE_INFINITY : times[0];
    }

    void add(double time, int worker) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            workers = Arrays.copyOf(workers, 2 * size);
        }
        int at = size++;
        while (at > 0 && times[(at - 1) / 2] > time) {
            move((at - 1) / 2, at);
            at = (at - 1) / 2;
        }
        set(at, time, worker);
    }

    /** Takes the soonest away. */
    int take() {
        int worker = workers[0];
        double time = times[--size];
        int moved = workers[size];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && times[child + 1] < times[child]) {
                child++;
            }
            if (times[child] >= time) {
                break;
            }
            move(child, at);
            at = child;
        }
        set(at, time, moved);
        return worker;
    }

    private void move(int from, int to) {
        set(to, times[from], workers[from]);
    }

    private void set(int at, double time, int worker) {
        times[at] = time;
        workers[at] = worker;
    }
}
