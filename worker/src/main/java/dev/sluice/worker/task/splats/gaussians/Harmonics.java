package dev.sluice.worker.task.splats.gaussians;

/** Spherical harmonics of degree one: a colour that changes with the direction it is seen from. */
final class Harmonics {
    private Harmonics() {}

    /** The colour seen from there, never below 0, as three numbers. */
    static void colour(float[] v, int base, float[] from, float[] into, int at) {
        float dx = v[base] - from[0];
        float dy = v[base + 1] - from[1];
        float dz = v[base + 2] - from[2];
        float scale = Splats.C1 / (float) Math.sqrt(dx * dx + dy * dy + dz * dz);
        int c = base + Splats.COLOUR;
        for (int k = 0; k < 3; k++) {
            float value =
                    0.5f
                            + Splats.C0 * v[c + k]
                            + scale * (-dy * v[c + 3 + k] + dz * v[c + 6 + k] - dx * v[c + 9 + k]);
            into[at + k] = Math.max(value, 0);
        }
    }

    /** Adds to the gradient of the splat what its colour's is. */
    static void back(float[] v, int base, float[] from, float[] g, int at, float[] gradient) {
        float dx = v[base] - from[0];
        float dy = v[base + 1] - from[1];
        float dz = v[base + 2] - from[2];
        float length = (float) Math.sqrt(dx * dx + dy * dy + dz * dz);
        dx /= length;
        dy /= length;
        dz /= length;
        float gx = 0;
        float gy = 0;
        float gz = 0;
        for (int k = 0; k < 3; k++) {
            int c = base + Splats.COLOUR + k;
            float linear = -dy * v[c + 3] + dz * v[c + 6] - dx * v[c + 9];
            if (0.5f + Splats.C0 * v[c] + Splats.C1 * linear <= 0) {
                continue; // cut off at black
            }
            float d = g[at + k];
            gradient[c] += Splats.C0 * d;
            d *= Splats.C1;
            gradient[c + 3] -= dy * d;
            gradient[c + 6] += dz * d;
            gradient[c + 9] -= dx * d;
            gx -= d * v[c + 9];
            gy -= d * v[c + 3];
            gz += d * v[c + 6];
        }
        float along = gx * dx + gy * dy + gz * dz;
        gradient[base] += (gx - along * dx) / length;
        gradient[base + 1] += (gy - along * dy) / length;
        gradient[base + 2] += (gz - along * dz) / length;
    }
}
