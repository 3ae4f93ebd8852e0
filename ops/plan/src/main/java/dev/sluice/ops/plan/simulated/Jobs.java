package dev.sluice.ops.plan.simulated;

/** Jobs that wait, the oldest first, by when they came. */
final class Jobs {
    private double[] came = new double[1024];
    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(double time) {
        if (size == came.length) {
            double[] larger = new double[2 * size];
            int first = size - head;
            System.arraycopy(came, head, larger, 0, first);
            System.arraycopy(came, 0, larger, first, head);
            came = larger;
            head = 0;
        }
        came[(head + size++) & (came.length - 1)] = time;
    }

    /** When the oldest came, which waits no more. */
    double take() {
        double time = came[head];
        head = (head + 1) & (came.length - 1);
        size--;
        return time;
    }
}
