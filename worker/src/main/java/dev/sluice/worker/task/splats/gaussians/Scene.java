package dev.sluice.worker.task.splats.gaussians;

/** Where training begins: COLMAP's points as small round splats, and a dome for the sky. */
final class Scene {
    static final int DOME = 600;

    /** Finding neighbours takes the square of their number. */
    private static final int MOST_POINTS = 20_000;

    private static final float DOME_RADII = 6;
    private static final float FAINT = 0.1f;

    private Scene() {}

    /** At most so many of the points, evenly. */
    static float[] sample(float[] points, int most) {
        int n = points.length / 6;
        int kept = Math.min(n, Math.min(most, MOST_POINTS));
        float[] sample = new float[6 * kept];
        for (int i = 0; i < kept; i++) {
            System.arraycopy(points, 6 * (int) ((long) i * n / kept), sample, 6 * i, 6);
        }
        return sample;
    }

    /** Splats at the points, each as large as it is far from its three nearest neighbours. */
    static Splats begin(float[] points, float[] centre, float extent) {
        int n = points.length / 6;
        Splats splats = new Splats(n + DOME);
        for (int i = 0; i < n; i++) {
            float distance = (float) Math.sqrt(nearest(points, i));
            put(
                    splats,
                    i,
                    new float[] {points[6 * i], points[6 * i + 1], points[6 * i + 2]},
                    Math.clamp(distance, 1e-4f * extent, 0.1f * extent),
                    new float[] {points[6 * i + 3], points[6 * i + 4], points[6 * i + 5]});
        }
        dome(splats, n, centre, extent);
        return splats;
    }

    private static void dome(Splats splats, int from, float[] centre, float extent) {
        float radius = DOME_RADII * extent;
        for (int i = 0; i < DOME; i++) {
            double z = 1 - (2 * i + 1.0) / DOME;
            double r = Math.sqrt(1 - z * z);
            double angle = i * Math.PI * (3 - Math.sqrt(5));
            put(
                    splats,
                    from + i,
                    new float[] {
                        centre[0] + radius * (float) (r * Math.cos(angle)),
                        centre[1] + radius * (float) (r * Math.sin(angle)),
                        centre[2] + radius * (float) z
                    },
                    radius * (float) (1.2 * Math.sqrt(4 * Math.PI / DOME) / 2),
                    new float[] {0.6f, 0.6f, 0.6f});
            splats.set(from + i, Splats.OPACITY, Splats.logit(0.7f));
        }
    }

    private static void put(Splats splats, int i, float[] at, float size, float[] colour) {
        for (int k = 0; k < 3; k++) {
            splats.set(i, Splats.POSITION + k, at[k]);
            splats.set(i, Splats.SCALE + k, (float) Math.log(size));
            splats.set(i, Splats.COLOUR + k, (colour[k] - 0.5f) / Splats.C0);
        }
        splats.set(i, Splats.ROTATION, 1);
        splats.set(i, Splats.OPACITY, Splats.logit(FAINT));
    }

    /** The mean square distance to the three nearest. */
    private static float nearest(float[] points, int of) {
        float a = Float.MAX_VALUE;
        float b = Float.MAX_VALUE;
        float c = Float.MAX_VALUE;
        for (int i = 0; i < points.length / 6; i++) {
            float dx = points[6 * i] - points[6 * of];
            float dy = points[6 * i + 1] - points[6 * of + 1];
            float dz = points[6 * i + 2] - points[6 * of + 2];
            float d = dx * dx + dy * dy + dz * dz;
            if (i == of || d >= c) {
                continue;
            }
            if (d < a) {
                c = b;
                b = a;
                a = d;
            } else if (d < b) {
                c = b;
                b = d;
            } else {
                c = d;
            }
        }
        return (a + b + c) / 3;
    }
}
