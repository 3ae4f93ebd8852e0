package dev.sluice.worker.task.splats.gaussians;

import java.util.Arrays;

/**
 * How far a drawn picture is from its photo: absolute differences, and structural similarity (SSIM
 * of Wang et al. 2004, 11 x 11 pixels), by the mix of Kerbl et al. 2023. One thread, the crew
 * aside.
 */
final class Loss {
    private static final int REACH = 5;
    private static final float[] TAPS = taps();
    private static final float C1 = 0.01f * 0.01f;
    private static final float C2 = 0.03f * 0.03f;

    private final float similarity;
    private final Crew crew;
    private float[] error = new float[0];
    private final float[][] pads;

    /**
     * @param similarity SSIM's share, 0 to 1
     */
    Loss(float similarity, Crew crew) {
        this.similarity = similarity;
        pads = new float[3 * 9][];
        Arrays.setAll(pads, i -> new float[0]);
        this.crew = crew;
    }

    /** The loss's derivative by each number of the picture; valid until the next call. */
    float[] error(Picture drawn, Picture photo) {
        int n = drawn.rgb().length;
        if (error.length != n) {
            error = new float[n];
            Arrays.setAll(pads, i -> new float[drawn.pixels()]);
        }
        float plain = (1 - similarity) / n;
        for (int i = 0; i < n; i++) {
            error[i] = plain * Math.signum(drawn.rgb()[i] - photo.rgb()[i]);
        }
        if (similarity > 0) {
            crew.each(
                    part -> {
                        for (int c = part; c < 3; c += crew.size()) {
                            similarity(drawn, photo, c);
                        }
                    });
        }
        return error;
    }

    private void similarity(Picture drawn, Picture photo, int channel) {
        int w = drawn.width();
        int h = drawn.height();
        int n = w * h;
        int at = channel * n;
        float[] x = drawn.rgb();
        float[] y = photo.rgb();
        int first = channel * 9;
        float[] mx = pads[first];
        float[] my = pads[first + 1];
        float[] xx = pads[first + 2];
        float[] yy = pads[first + 3];
        float[] xy = pads[first + 4];
        float[] pad = pads[first + 5];
        float[] product = pads[first + 6];
        System.arraycopy(x, at, product, 0, n);
        blur(product, mx, pad, w, h);
        System.arraycopy(y, at, product, 0, n);
        blur(product, my, pad, w, h);
        for (int i = 0; i < n; i++) {
            product[i] = x[at + i] * x[at + i];
        }
        blur(product, xx, pad, w, h);
        for (int i = 0; i < n; i++) {
            product[i] = y[at + i] * y[at + i];
        }
        blur(product, yy, pad, w, h);
        for (int i = 0; i < n; i++) {
            product[i] = x[at + i] * y[at + i];
        }
        blur(product, xy, pad, w, h);
        float weight = -similarity / drawn.rgb().length;
        for (int i = 0; i < n; i++) {
            float a1 = 2 * mx[i] * my[i] + C1;
            float a2 = 2 * (xy[i] - mx[i] * my[i]) + C2;
            float b1 = mx[i] * mx[i] + my[i] * my[i] + C1;
            float b2 = xx[i] - mx[i] * mx[i] + yy[i] - my[i] * my[i] + C2;
            float under = 1 / (b1 * b2);
            float s = a1 * a2 * under;
            float bySquare = -s / b2;
            float byProduct = 2 * a1 * under;
            float byMean =
                    2 * my[i] * a2 * under
                            - 2 * mx[i] * s / b1
                            - 2 * mx[i] * bySquare
                            - my[i] * byProduct;
            mx[i] = weight * byMean;
            xx[i] = weight * bySquare;
            xy[i] = weight * byProduct;
        }
        blur(mx, product, pad, w, h);
        blur(xx, yy, pad, w, h);
        blur(xy, my, pad, w, h);
        for (int i = 0; i < n; i++) {
            error[at + i] += product[i] + 2 * x[at + i] * yy[i] + y[at + i] * my[i];
        }
    }

    /** SSIM of two pictures, 1 for equal ones: the mean over pixels and colours. */
    static double ssim(Picture a, Picture b) {
        int n = a.pixels();
        float[][] in = new float[5][n];
        float[][] out = new float[5][n];
        float[] pad = new float[n];
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < n; i++) {
                float x = a.rgb()[c * n + i];
                float y = b.rgb()[c * n + i];
                in[0][i] = x;
                in[1][i] = y;
                in[2][i] = x * x;
                in[3][i] = y * y;
                in[4][i] = x * y;
            }
            for (int k = 0; k < 5; k++) {
                blur(in[k], out[k], pad, a.width(), a.height());
            }
            for (int i = 0; i < n; i++) {
                double mx = out[0][i];
                double my = out[1][i];
                sum +=
                        (2 * mx * my + C1)
                                * (2 * (out[4][i] - mx * my) + C2)
                                / ((mx * mx + my * my + C1)
                                        * (out[2][i] - mx * mx + out[3][i] - my * my + C2));
            }
        }
        return sum / (3 * n);
    }

    /** What is beyond the border counts as 0, as in the reference implementation. */
    private static void blur(float[] in, float[] out, float[] pad, int w, int h) {
        for (int y = 0; y < h; y++) {
            int row = y * w;
            for (int x = 0; x < w; x++) {
                pad[row + x] = TAPS[REACH] * in[row + x];
            }
            for (int k = 1; k <= REACH; k++) {
                float tap = TAPS[REACH + k];
                for (int x = 0; x < w - k; x++) {
                    pad[row + x] += tap * in[row + x + k];
                }
                for (int x = k; x < w; x++) {
                    pad[row + x] += tap * in[row + x - k];
                }
            }
        }
        Arrays.fill(out, 0, w * h, 0);
        for (int y = 0; y < h; y++) {
            int row = y * w;
            for (int k = Math.max(-REACH, -y); k <= Math.min(REACH, h - 1 - y); k++) {
                float tap = TAPS[REACH + k];
                int from = (y + k) * w;
                for (int x = 0; x < w; x++) {
                    out[row + x] += tap * pad[from + x];
                }
            }
        }
    }

    private static float[] taps() {
        float[] taps = new float[2 * REACH + 1];
        float sum = 0;
        for (int i = 0; i < taps.length; i++) {
            float d = i - REACH;
            taps[i] = (float) Math.exp(-d * d / (2 * 1.5f * 1.5f));
            sum += taps[i];
        }
        for (int i = 0; i < taps.length; i++) {
            taps[i] /= sum;
        }
        return taps;
    }
}
