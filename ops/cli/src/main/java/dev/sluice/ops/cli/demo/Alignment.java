package dev.sluice.ops.cli.demo;

import java.util.List;

/**
 * How far points are from where they truly are. A model made of photos has an origin, axes and a
 * scale of its own, so it is laid on the truth first, by the similarity that leaves the least
 * squares (Horn 1987, with a quaternion).
 */
final class Alignment {
    /** Of the power method; the sample needs some fifty. */
    private static final int STEPS = 10_000;

    private Alignment() {}

    /**
     * @param found three numbers each
     * @param truth in the same order, and in the unit of the answer
     * @return the distance of each; no numbers if all that is found is one point
     */
    static double[] errors(List<double[]> found, List<double[]> truth) {
        double[] middle = mean(found);
        double[] trueMiddle = mean(truth);
        double[][] products = new double[3][3];
        double spread = 0;
        for (int i = 0; i < found.size(); i++) {
            double[] a = less(found.get(i), middle);
            double[] b = less(truth.get(i), trueMiddle);
            spread += dot(a, a);
            for (int row = 0; row < 3; row++) {
                for (int column = 0; column < 3; column++) {
                    products[row][column] += a[row] * b[column];
                }
            }
        }
        double[][] turn = matrix(quaternion(products));
        double along = 0;
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                along += turn[column][row] * products[row][column];
            }
        }
        double[] errors = new double[found.size()];
        for (int i = 0; i < errors.length; i++) {
            double[] a = less(found.get(i), middle);
            double[] b = less(truth.get(i), trueMiddle);
            double[] off = new double[3];
            for (int row = 0; row < 3; row++) {
                off[row] = along / spread * dot(turn[row], a) - b[row];
            }
            errors[i] = Math.sqrt(dot(off, off));
        }
        return errors;
    }

    /** Of Horn's matrix the eigenvector of the largest eigenvalue: w, x, y, z. */
    private static double[] quaternion(double[][] s) {
        double[][] n = {
            {s[0][0] + s[1][1] + s[2][2], s[1][2] - s[2][1], s[2][0] - s[0][2], s[0][1] - s[1][0]},
            {s[1][2] - s[2][1], s[0][0] - s[1][1] - s[2][2], s[0][1] + s[1][0], s[2][0] + s[0][2]},
            {s[2][0] - s[0][2], s[0][1] + s[1][0], s[1][1] - s[0][0] - s[2][2], s[1][2] + s[2][1]},
            {s[0][1] - s[1][0], s[2][0] + s[0][2], s[1][2] + s[2][1], s[2][2] - s[0][0] - s[1][1]}
        };
        double size = 0;
        for (double[] row : n) {
            size += dot(row, row);
        }
        double shift = Math.sqrt(size); // no eigenvalue is below its negative
        double[] vector = {1, 0.1, 0.01, 0.001};
        for (int step = 0; step < STEPS; step++) {
            double[] next = new double[4];
            for (int row = 0; row < 4; row++) {
                next[row] = dot(n[row], vector) + shift * vector[row];
            }
            double length = Math.sqrt(dot(next, next));
            for (int row = 0; row < 4; row++) {
                vector[row] = next[row] / length;
            }
        }
        return vector;
    }

    private static double[][] matrix(double[] q) {
        double w = q[0];
        double x = q[1];
        double y = q[2];
        double z = q[3];
        return new double[][] {
            {1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)},
            {2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)},
            {2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)}
        };
    }

    private static double[] mean(List<double[]> points) {
        double[] mean = new double[3];
        for (double[] point : points) {
            for (int i = 0; i < 3; i++) {
                mean[i] += point[i] / points.size();
            }
        }
        return mean;
    }

    private static double[] less(double[] a, double[] b) {
        return new double[] {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
