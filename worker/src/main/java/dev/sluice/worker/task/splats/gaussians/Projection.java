package dev.sluice.worker.task.splats.gaussians;

import java.util.Arrays;

/**
 * The splats as one camera sees them: ellipses, nearest first, and the way back for gradients.
 * Zwicker's EWA splatting as in Kerbl et al. 2023: a 3D Gaussian is taken for a 2D one by the
 * projection's derivative in its middle. One thread, but {@link #project} uses the crew.
 */
final class Projection {
    // An ellipse, as the raster reads it.
    static final int X = 0;
    static final int Y = 1;
    static final int KXX = 2; // the inverse covariance
    static final int KXY = 3;
    static final int KYY = 4;
    static final int OPACITY = 5;
    static final int RED = 6;
    static final int GREEN = 7;
    static final int BLUE = 8;
    static final int REACH = 9; // x' K x where the splat is no longer visible
    static final int HALF_WIDTH = 10; // of the box around what is visible
    static final int HALF_HEIGHT = 11;
    static final int STRIDE = 12;

    /** Less is not seen in 8 bits. */
    private static final float FAINTEST = 1 / 255f;

    /** Nearer than this share of the scene's size nothing is drawn. */
    private static final float NEAREST = 0.02f;

    private final Splats splats;
    private final float near;
    private final float faintest;

    private float[] of = new float[0]; // by splat
    private long[] order = new long[0]; // depth and number of the visible
    private float[] ellipses = new float[0]; // by rank
    private int[] ranked = new int[0]; // the splat of a rank
    private int visible;

    Projection(Splats splats, float extent) {
        this(splats, extent, FAINTEST);
    }

    /**
     * @param faintest share of light that a splat stops where it ends
     */
    Projection(Splats splats, float extent, float faintest) {
        this.splats = splats;
        this.faintest = faintest;
        near = NEAREST * extent;
    }

    /** Of the visible ones, nearest first; valid until the next call. */
    float[] ellipses() {
        return ellipses;
    }

    int visible() {
        return visible;
    }

    /** Which splat has that rank. */
    int splat(int rank) {
        return ranked[rank];
    }

    void project(View view, Crew crew) {
        int n = splats.count();
        if (order.length < n) {
            order = new long[n * 5 / 4];
            of = new float[order.length * STRIDE];
            ellipses = new float[order.length * STRIDE];
            ranked = new int[order.length];
        }
        crew.split(n, (from, to) -> project(view, from, to));
        int seen = 0;
        for (int i = 0; i < n; i++) {
            if (order[i] != Long.MAX_VALUE) {
                order[seen++] = order[i];
            }
        }
        Arrays.sort(order, 0, seen);
        visible = seen;
        for (int rank = 0; rank < seen; rank++) {
            ranked[rank] = (int) order[rank];
            System.arraycopy(of, ranked[rank] * STRIDE, ellipses, rank * STRIDE, STRIDE);
        }
    }

    private void project(View view, int from, int to) {
        Shape shape = new Shape();
        float[] centre = view.pose().centre();
        for (int i = from; i < to; i++) {
            order[i] = project(view, centre, shape, i) ? key(shape.z, i) : Long.MAX_VALUE;
        }
    }

    /** Positive floats sort as their bits do. */
    private static long key(float depth, int splat) {
        return (long) Float.floatToRawIntBits(depth) << 32 | splat;
    }

    private boolean project(View view, float[] centre, Shape s, int splat) {
        float opacity = Splats.sigmoid(splats.get(splat, Splats.OPACITY));
        if (!(opacity > faintest) || !s.look(view, splats.values(), splat * Splats.STRIDE, near)) {
            return false;
        }
        float det = s.cxx * s.cyy - s.cxy * s.cxy;
        if (!(det > 0)) {
            return false;
        }
        float reach = 2 * (float) Math.log(opacity / faintest);
        float halfWidth = (float) Math.sqrt(reach * s.cxx);
        float halfHeight = (float) Math.sqrt(reach * s.cyy);
        if (s.x + halfWidth < 0
                || s.y + halfHeight < 0
                || s.x - halfWidth > view.photo().width()
                || s.y - halfHeight > view.photo().height()) {
            return false;
        }
        int at = splat * STRIDE;
        of[at + X] = s.x;
        of[at + Y] = s.y;
        of[at + KXX] = s.cyy / det;
        of[at + KXY] = -s.cxy / det;
        of[at + KYY] = s.cxx / det;
        of[at + OPACITY] = opacity;
        Harmonics.colour(splats.values(), splat * Splats.STRIDE, centre, of, at + RED);
        of[at + REACH] = reach;
        of[at + HALF_WIDTH] = halfWidth;
        of[at + HALF_HEIGHT] = halfHeight;
        return true;
    }

    /**
     * From an ellipse's gradient to its splat's, which is added to.
     *
     * @param g as {@link Raster} leaves it, {@link Raster#STRIDE} numbers a rank
     * @param shape for this thread's use alone
     * @return how hard the ellipse is pulled aside, in shares of the picture's width
     */
    float back(View view, int rank, float[] g, Shape shape, float[] gradient) {
        int at = rank * Raster.STRIDE;
        int base = ranked[rank] * Splats.STRIDE;
        int e = rank * STRIDE;
        float a = ellipses[e + KXX];
        float b = ellipses[e + KXY];
        float c = ellipses[e + KYY];
        gradient[base + Splats.OPACITY] += g[at + Raster.SUM] * (1 - ellipses[e + OPACITY]);
        Harmonics.back(splats.values(), base, view.pose().centre(), g, at + Raster.RED, gradient);
        if (!shape.look(view, splats.values(), base, near)) {
            return 0;
        }
        // dK is -1/2 sum(s d d'), and dC = -K dK K.
        float hxx = 0.5f * g[at + Raster.SUM_XX];
        float hxy = 0.5f * g[at + Raster.SUM_XY];
        float hyy = 0.5f * g[at + Raster.SUM_YY];
        float pxx = a * hxx + b * hxy;
        float pxy = a * hxy + b * hyy;
        float pyx = b * hxx + c * hxy;
        float pyy = b * hxy + c * hyy;
        float[] d = {
            a * g[at + Raster.SUM_X] + b * g[at + Raster.SUM_Y],
            b * g[at + Raster.SUM_X] + c * g[at + Raster.SUM_Y],
            pxx * a + pxy * b,
            pxx * b + pxy * c,
            pyx * b + pyy * c
        };
        shape.back(view, d, gradient, base);
        return view.photo().width() * (float) Math.sqrt(d[0] * d[0] + d[1] * d[1]);
    }
}
