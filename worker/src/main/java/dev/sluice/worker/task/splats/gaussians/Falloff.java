package dev.sluice.worker.task.splats.gaussians;

import java.util.Arrays;

/**
 * The lens's darkening towards the corners, one for all photos: {@code 1 + a r² + b r⁴}, r being 1
 * at the middle of the left and right borders. Learned, so that it does not end in the splats,
 * which have none. One thread.
 */
final class Falloff {
    private static final float[] RATE = {0.002f};

    private final float[] factors = new float[2];
    private final float[] gradient = new float[2];
    private final Adam.Moments moments = new Adam.Moments(new float[2], new float[2]);

    private static float square(Picture p, int x, int y) {
        float dx = (2 * x + 1f) / p.width() - 1;
        float dy = (2 * y + 1f - p.height()) / p.width();
        return dx * dx + dy * dy;
    }

    private float gain(float r2) {
        return 1 + r2 * (factors[0] + r2 * factors[1]);
    }

    /** As the lens would show it. */
    Picture through(Picture drawn) {
        Picture seen = Picture.black(drawn.width(), drawn.height());
        int n = drawn.pixels();
        for (int y = 0; y < drawn.height(); y++) {
            for (int x = 0; x < drawn.width(); x++) {
                float gain = gain(square(drawn, x, y));
                for (int i = y * drawn.width() + x; i < 3 * n; i += n) {
                    seen.rgb()[i] = gain * drawn.rgb()[i];
                }
            }
        }
        return seen;
    }

    /** From the error of what is seen, in place, to that of what was drawn. */
    void back(Picture drawn, float[] error) {
        int n = drawn.pixels();
        Arrays.fill(gradient, 0);
        for (int y = 0; y < drawn.height(); y++) {
            for (int x = 0; x < drawn.width(); x++) {
                float r2 = square(drawn, x, y);
                float gain = gain(r2);
                float sum = 0;
                for (int i = y * drawn.width() + x; i < 3 * n; i += n) {
                    sum += error[i] * drawn.rgb()[i];
                    error[i] *= gain;
                }
                gradient[0] += sum * r2;
                gradient[1] += sum * r2 * r2;
            }
        }
    }

    /** After {@link #back}; counted from 1. */
    void step(int step) {
        Adam.step(factors, gradient, moments, RATE, step, 0, 2);
    }

    /** For a checkpoint. */
    float[] state() {
        return new float[] {
            factors[0], factors[1],
            moments.first()[0], moments.first()[1],
            moments.second()[0], moments.second()[1]
        };
    }

    void restore(float[] state) {
        System.arraycopy(state, 0, factors, 0, 2);
        System.arraycopy(state, 2, moments.first(), 0, 2);
        System.arraycopy(state, 4, moments.second(), 0, 2);
    }
}
