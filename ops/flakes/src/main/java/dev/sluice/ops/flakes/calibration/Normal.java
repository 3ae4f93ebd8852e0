package dev.sluice.ops.flakes.calibration;

/**
 * A normal distribution over B, G, R.
 *
 * @param mean three contrasts
 * @param covariance 3×3, positive definite
 */
@SuppressWarnings("ArrayRecordComponent") // numbers, never compared
record Normal(double[] mean, double[][] covariance) {
    /** The logarithm of its density, but for a constant. */
    double density(double[] at) {
        double[][] lower = cholesky();
        double[] off = new double[3];
        double squared = 0;
        double logs = 0;
        for (int i = 0; i < 3; i++) {
            off[i] = at[i] - mean[i];
            for (int j = 0; j < i; j++) {
                off[i] -= lower[i][j] * off[j];
            }
            off[i] /= lower[i][i];
            squared += off[i] * off[i];
            logs += Math.log(lower[i][i]);
        }
        return -squared / 2 - logs;
    }

    private double[][] cholesky() {
        double[][] lower = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = covariance[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.sqrt(Math.max(1e-12, sum)) : sum / lower[j][j];
            }
        }
        return lower;
    }

    /** How many standard deviations apart this mean and another lie, by this covariance. */
    double distance(Normal other) {
        double top = density(mean);
        return Math.sqrt(Math.max(0, 2 * (top - density(other.mean))));
    }
}
