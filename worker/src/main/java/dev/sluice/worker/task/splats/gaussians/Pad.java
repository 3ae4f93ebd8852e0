package dev.sluice.worker.task.splats.gaussians;

import java.util.Arrays;

/** One thread's paper: the sums of the tile at hand. */
final class Pad {
    private static final int TILE = Tiles.SIDE;
    private static final int AREA = TILE * TILE;

    /** A pixel through which less than this is seen is done. */
    private static final float DONE = 1e-4f;

    private static final float MOST = 0.99f;

    private final Tiles tiles;
    private final float[] through = new float[AREA]; // the share of light not yet stopped
    private final float[] red = new float[AREA];
    private final float[] green = new float[AREA];
    private final float[] blue = new float[AREA];
    private final float[] behind = new float[AREA]; // error by light, of what is still to come
    private float[] gradient = new float[0];

    // The ellipse and row at hand.
    private float middleX;
    private float middleY;
    private float a;
    private float b;
    private float c;
    private float det;
    private float reach;
    private int from;
    private int to;

    Pad(Tiles tiles) {
        this.tiles = tiles;
    }

    /** As {@link Raster#back} wants it; valid until {@link #clear}. */
    float[] gradient() {
        return gradient;
    }

    void clear(int numbers) {
        if (gradient.length < numbers) {
            gradient = new float[numbers * 5 / 4];
        } else {
            Arrays.fill(gradient, 0, numbers, 0);
        }
    }

    private void take(float[] e, int at) {
        middleX = e[at + Projection.X] - 0.5f;
        middleY = e[at + Projection.Y] - 0.5f;
        a = e[at + Projection.KXX];
        b = e[at + Projection.KXY];
        c = e[at + Projection.KYY];
        det = a * c - b * b;
        reach = e[at + Projection.REACH];
    }

    /** Which pixels of a row are inside the ellipse; false where none is. */
    private boolean row(float dy, int left, int right) {
        float square = reach * a - det * dy * dy;
        if (!(square > 0)) {
            return false;
        }
        float half = (float) Math.sqrt(square) / a;
        float middle = middleX - b * dy / a;
        from = Math.max(left, (int) Math.ceil(middle - half));
        to = Math.min(right, (int) Math.floor(middle + half) + 1);
        return from < to;
    }

    void draw(int tile, float[] e, Picture picture) {
        int left = tiles.left(tile);
        int top = tiles.top(tile);
        int right = Math.min(left + TILE, picture.width());
        int bottom = Math.min(top + TILE, picture.height());
        Arrays.fill(through, 1);
        Arrays.fill(red, 0);
        Arrays.fill(green, 0);
        Arrays.fill(blue, 0);
        int open = (right - left) * (bottom - top);
        for (int i = tiles.start(tile); i < tiles.start(tile + 1) && open > 0; i++) {
            int at = tiles.rank(i) * Projection.STRIDE;
            take(e, at);
            float halfHeight = e[at + Projection.HALF_HEIGHT];
            int first = Math.max(top, (int) Math.ceil(middleY - halfHeight));
            int last = Math.min(bottom - 1, (int) Math.floor(middleY + halfHeight));
            for (int y = first; y <= last; y++) {
                float dy = y - middleY;
                if (row(dy, left, right)) {
                    open -= drawRow(e, at, dy, (y - top) * TILE - left);
                }
            }
        }
        for (int y = top; y < bottom; y++) {
            int length = right - left;
            int source = (y - top) * TILE;
            int target = y * picture.width() + left;
            System.arraycopy(red, source, picture.rgb(), target, length);
            target += picture.pixels();
            System.arraycopy(green, source, picture.rgb(), target, length);
            target += picture.pixels();
            System.arraycopy(blue, source, picture.rgb(), target, length);
        }
    }

    /** How many pixels are done by it. */
    private int drawRow(float[] e, int at, float dy, int offset) {
        float opacity = e[at + Projection.OPACITY];
        float r = e[at + Projection.RED];
        float g = e[at + Projection.GREEN];
        float bl = e[at + Projection.BLUE];
        float halfA = -0.5f * a;
        float slope = -b * dy;
        float constant = -0.5f * c * dy * dy;
        int done = 0;
        for (int x = from; x < to; x++) {
            int p = offset + x;
            float light = through[p];
            if (light < DONE) {
                continue;
            }
            float dx = x - middleX;
            float power = Math.min(0, constant + dx * (slope + halfA * dx));
            float weight = light * Math.min(MOST, opacity * Exp.of(power));
            light -= weight;
            through[p] = light;
            red[p] += weight * r;
            green[p] += weight * g;
            blue[p] += weight * bl;
            if (light < DONE) {
                done++;
            }
        }
        return done;
    }

    void back(int tile, float[] e, Picture picture, float[] error) {
        int left = tiles.left(tile);
        int top = tiles.top(tile);
        int right = Math.min(left + TILE, picture.width());
        int bottom = Math.min(top + TILE, picture.height());
        Arrays.fill(through, 1);
        int plane = picture.pixels();
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                int p = (y - top) * TILE + x - left;
                int q = y * picture.width() + x;
                red[p] = error[q];
                green[p] = error[q + plane];
                blue[p] = error[q + 2 * plane];
                behind[p] =
                        red[p] * picture.rgb()[q]
                                + green[p] * picture.rgb()[q + plane]
                                + blue[p] * picture.rgb()[q + 2 * plane];
            }
        }
        int open = (right - left) * (bottom - top);
        for (int i = tiles.start(tile); i < tiles.start(tile + 1) && open > 0; i++) {
            int at = tiles.rank(i) * Projection.STRIDE;
            take(e, at);
            float halfHeight = e[at + Projection.HALF_HEIGHT];
            int first = Math.max(top, (int) Math.ceil(middleY - halfHeight));
            int last = Math.min(bottom - 1, (int) Math.floor(middleY + halfHeight));
            for (int y = first; y <= last; y++) {
                float dy = y - middleY;
                if (row(dy, left, right)) {
                    int offset = (y - top) * TILE - left;
                    open -= backRow(e, at, dy, offset, tiles.rank(i) * Raster.STRIDE);
                }
            }
        }
    }

    private int backRow(float[] e, int at, float dy, int offset, int into) {
        float opacity = e[at + Projection.OPACITY];
        float r = e[at + Projection.RED];
        float g = e[at + Projection.GREEN];
        float bl = e[at + Projection.BLUE];
        float halfA = -0.5f * a;
        float slope = -b * dy;
        float constant = -0.5f * c * dy * dy;
        int done = 0;
        float sum = 0;
        float sumX = 0;
        float sumXx = 0;
        float sumR = 0;
        float sumG = 0;
        float sumB = 0;
        for (int x = from; x < to; x++) {
            int p = offset + x;
            float light = through[p];
            if (light < DONE) {
                continue;
            }
            float dx = x - middleX;
            float power = Math.min(0, constant + dx * (slope + halfA * dx));
            float alpha = Math.min(MOST, opacity * Exp.of(power));
            float weight = light * alpha;
            float shade = red[p] * r + green[p] * g + blue[p] * bl;
            float rest = behind[p] - weight * shade;
            behind[p] = rest;
            through[p] = light - weight;
            sumR += weight * red[p];
            sumG += weight * green[p];
            sumB += weight * blue[p];
            if (alpha < MOST) {
                float s = alpha * (light * shade - rest / (1 - alpha));
                sum += s;
                sumX += s * dx;
                sumXx += s * dx * dx;
            }
            if (light - weight < DONE) {
                done++;
            }
        }
        gradient[into + Raster.SUM] += sum;
        gradient[into + Raster.SUM_X] += sumX;
        gradient[into + Raster.SUM_Y] += dy * sum;
        gradient[into + Raster.SUM_XX] += sumXx;
        gradient[into + Raster.SUM_XY] += dy * sumX;
        gradient[into + Raster.SUM_YY] += dy * dy * sum;
        gradient[into + Raster.RED] += sumR;
        gradient[into + Raster.RED + 1] += sumG;
        gradient[into + Raster.RED + 2] += sumB;
        return done;
    }
}
