package dev.sluice.worker.task.flakes;

/** Three rows of smoothed contrast. */
final class ContrastRows {
    private final Contrasts contrasts;
    private float[] above;
    private float[] here;
    private float[] below;
    private int y = Integer.MIN_VALUE;

    ContrastRows(Contrasts contrasts) {
        this.contrasts = contrasts;
        int length = 3 * contrasts.width();
        above = new float[length];
        here = new float[length];
        below = new float[length];
    }

    void moveTo(int row) {
        if (row == y + 1) {
            float[] free = above;
            above = here;
            here = below;
            below = free;
        } else {
            contrasts.smooth(row - 1, above);
            contrasts.smooth(row, here);
        }
        contrasts.smooth(row + 1, below);
        y = row;
    }

    /** The contrast of the channel that shows most. */
    double strength(int x) {
        return Math.max(
                Math.abs(here[3 * x]),
                Math.max(Math.abs(here[3 * x + 1]), Math.abs(here[3 * x + 2])));
    }

    /** By Sobel's filter, of the steepest channel. */
    double slope(int x) {
        int left = 3 * Math.max(0, x - 1);
        int right = 3 * Math.min(contrasts.width() - 1, x + 1);
        double most = 0;
        for (int c = 0; c < 3; c++) {
            double across =
                    above[right + c]
                            - above[left + c]
                            + 2 * (here[right + c] - here[left + c])
                            + below[right + c]
                            - below[left + c];
            double down =
                    below[left + c]
                            - above[left + c]
                            + 2 * (below[3 * x + c] - above[3 * x + c])
                            + below[right + c]
                            - above[right + c];
            most = Math.max(most, across * across + down * down);
        }
        return Math.sqrt(most) / 8;
    }
}
