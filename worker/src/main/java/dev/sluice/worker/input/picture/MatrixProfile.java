package dev.sluice.worker.input.picture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A profile made of what a picture says in numbers: where its red, green, blue and white lie (CIE x
 * and y), and the curve of its values. As ICC.1:2010 has it, adapted to D50 by Bradford's matrix.
 */
final class MatrixProfile {
    /** White, red, green, blue. */
    static final double[] SRGB = {.3127, .3290, .64, .33, .30, .60, .15, .06};

    static final double[] SRGB_CURVE = {2.4, 1 / 1.055, .055 / 1.055, 1 / 12.92, .04045};

    private static final double[] D50 = {.9642, 1, .8249};
    private static final double[][] BRADFORD = {
        {.8951, .2664, -.1614}, {-.7502, 1.7135, .0367}, {.0389, -.0685, 1.0296}
    };

    /** Least of a determinant that is not that of colours all alike. */
    private static final double FLAT = 1e-4;

    private MatrixProfile() {}

    /**
     * @param xy as {@link #SRGB}
     * @param curve parameters of ICC's parametric curve: a gamma, or five as {@link #SRGB_CURVE}
     * @return empty if no eye could see such colours
     */
    static Optional<byte[]> of(double[] xy, double... curve) {
        double[] white = xyz(xy, 0);
        double[][] primaries = columns(xyz(xy, 2), xyz(xy, 4), xyz(xy, 6));
        if (!(Math.abs(determinant(primaries)) > FLAT) || !(xy[1] > FLAT)) {
            return Optional.empty();
        }
        double[] parts = times(inverse(primaries), white);
        double[] from = times(BRADFORD, white);
        double[] to = times(BRADFORD, D50);
        double[][] colours = new double[3][];
        for (int i = 0; i < 3; i++) {
            double[] cone = times(BRADFORD, xyz(xy, 2 + 2 * i));
            for (int k = 0; k < 3; k++) {
                cone[k] *= parts[i] * to[k] / from[k];
            }
            colours[i] = times(inverse(BRADFORD), cone);
        }
        return Optional.of(written(colours, curve));
    }

    private static byte[] written(double[][] colours, double[] curve) {
        int at = 128 + 4 + 6 * 12;
        int size = at + 3 * 20 + 12 + 4 * curve.length;
        ByteBuffer icc = ByteBuffer.allocate(size).putInt(size);
        icc.putInt(8, 0x04000000).put(12, ascii("mntrRGB XYZ ")).put(36, ascii("acsp"));
        fixed(icc.position(68), D50);
        icc.position(128).putInt(6);
        for (int i = 0; i < 3; i++) {
            icc.put(ascii("rgb".charAt(i) + "XYZ")).putInt(at + 20 * i).putInt(20);
            icc.put(ascii("rgb".charAt(i) + "TRC")).putInt(at + 60).putInt(size - at - 60);
        }
        for (double[] colour : colours) {
            fixed(icc.put(ascii("XYZ ")).putInt(0), colour);
        }
        fixed(icc.put(ascii("para")).putInt(0).putInt(curve.length == 1 ? 0 : 3 << 16), curve);
        return icc.array();
    }

    private static void fixed(ByteBuffer icc, double[] values) {
        for (double value : values) {
            icc.putInt((int) Math.round(value * 65_536));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static double[] xyz(double[] xy, int at) {
        double x = xy[at];
        double y = Math.max(FLAT, xy[at + 1]);
        return new double[] {x / y, 1, (1 - x - y) / y};
    }

    private static double[][] columns(double[] a, double[] b, double[] c) {
        return new double[][] {{a[0], b[0], c[0]}, {a[1], b[1], c[1]}, {a[2], b[2], c[2]}};
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[3];
        for (int i = 0; i < 9; i++) {
            product[i / 3] += matrix[i / 3][i % 3] * vector[i % 3];
        }
        return product;
    }

    private static double determinant(double[][] m) {
        double[] first = {cofactor(m, 0, 0), cofactor(m, 0, 1), cofactor(m, 0, 2)};
        return m[0][0] * first[0] + m[0][1] * first[1] + m[0][2] * first[2];
    }

    private static double cofactor(double[][] m, int row, int column) {
        int a = (row + 1) % 3;
        int b = (row + 2) % 3;
        int c = (column + 1) % 3;
        int d = (column + 2) % 3;
        return m[a][c] * m[b][d] - m[a][d] * m[b][c];
    }

    private static double[][] inverse(double[][] m) {
        double[][] inverse = new double[3][3];
        double determinant = determinant(m);
        for (int i = 0; i < 9; i++) {
            inverse[i % 3][i / 3] = cofactor(m, i / 3, i % 3) / determinant;
        }
        return inverse;
    }
}
