package dev.sluice.worker.task.splats.gaussians;

/** One splat before one camera, and what its derivatives need. One thread. */
final class Shape {
    /** Pixels², for nothing is smaller than a pixel. */
    private static final float BLUR = 0.3f;

    /** Middles are kept within so many half pictures where the derivative is taken. */
    private static final float WIDEST = 1.3f;

    float x;
    float y;
    float z;
    float cxx; // covariance in pixels²
    float cxy;
    float cyy;

    private float camX;
    private float camY;
    private boolean inX; // not at the limit
    private boolean inY;
    private final float[] q = new float[4];
    private float qLength;
    private final float[] r = new float[9]; // the quaternion's rotation
    private final float[] sd = new float[3];
    private final float[] t = new float[6]; // J W
    private final float[] ta = new float[6]; // J W R S

    /** False where it is not before the camera. */
    boolean look(View view, float[] v, int base, float near) {
        float[] w = view.pose().rotation();
        float[] m = view.pose().translation();
        float px = v[base];
        float py = v[base + 1];
        float pz = v[base + 2];
        z = w[6] * px + w[7] * py + w[8] * pz + m[2];
        if (!(z > near)) {
            return false;
        }
        camX = w[0] * px + w[1] * py + w[2] * pz + m[0];
        camY = w[3] * px + w[4] * py + w[5] * pz + m[1];
        Lens lens = view.lens();
        x = lens.focalX() * camX / z + lens.centreX();
        y = lens.focalY() * camY / z + lens.centreY();
        float mostX = WIDEST * view.photo().width() / (2 * lens.focalX());
        float mostY = WIDEST * view.photo().height() / (2 * lens.focalY());
        inX = Math.abs(camX / z) < mostX;
        inY = Math.abs(camY / z) < mostY;
        float ux = Math.clamp(camX / z, -mostX, mostX);
        float uy = Math.clamp(camY / z, -mostY, mostY);
        float fx = lens.focalX() / z;
        float fy = lens.focalY() / z;
        for (int k = 0; k < 3; k++) {
            t[k] = fx * (w[k] - ux * w[6 + k]);
            t[3 + k] = fy * (w[3 + k] - uy * w[6 + k]);
            sd[k] = (float) Math.exp(v[base + Splats.SCALE + k]);
        }
        rotation(v, base + Splats.ROTATION);
        for (int row = 0; row < 2; row++) {
            for (int k = 0; k < 3; k++) {
                ta[3 * row + k] =
                        sd[k]
                                * (t[3 * row] * r[k]
                                        + t[3 * row + 1] * r[3 + k]
                                        + t[3 * row + 2] * r[6 + k]);
            }
        }
        cxx = ta[0] * ta[0] + ta[1] * ta[1] + ta[2] * ta[2] + BLUR;
        cxy = ta[0] * ta[3] + ta[1] * ta[4] + ta[2] * ta[5];
        cyy = ta[3] * ta[3] + ta[4] * ta[4] + ta[5] * ta[5] + BLUR;
        return true;
    }

    private void rotation(float[] v, int at) {
        float length =
                (float)
                        Math.sqrt(
                                v[at] * v[at]
                                        + v[at + 1] * v[at + 1]
                                        + v[at + 2] * v[at + 2]
                                        + v[at + 3] * v[at + 3]);
        qLength = Math.max(length, 1e-12f);
        for (int k = 0; k < 4; k++) {
            q[k] = v[at + k] / qLength;
        }
        float w = q[0];
        float i = q[1];
        float j = q[2];
        float k = q[3];
        r[0] = 1 - 2 * (j * j + k * k);
        r[1] = 2 * (i * j - k * w);
        r[2] = 2 * (i * k + j * w);
        r[3] = 2 * (i * j + k * w);
        r[4] = 1 - 2 * (i * i + k * k);
        r[5] = 2 * (j * k - i * w);
        r[6] = 2 * (i * k - j * w);
        r[7] = 2 * (j * k + i * w);
        r[8] = 1 - 2 * (i * i + j * j);
    }

    /**
     * After {@link #look}.
     *
     * @param d by x, y, and the covariance's xx, xy (each of its two places) and yy
     */
    void back(View view, float[] d, float[] gradient, int base) {
        float[] w = view.pose().rotation();
        Lens lens = view.lens();
        // C = A A' for A = T R S, so dA = 2 dC A.
        float[] da = new float[6];
        for (int k = 0; k < 3; k++) {
            da[k] = 2 * (d[2] * ta[k] + d[3] * ta[3 + k]);
            da[3 + k] = 2 * (d[3] * ta[k] + d[4] * ta[3 + k]);
        }
        float[] dr = new float[9];
        float[] dt = new float[6];
        for (int k = 0; k < 3; k++) {
            float ds = 0;
            for (int row = 0; row < 3; row++) {
                float dm = t[row] * da[k] + t[3 + row] * da[3 + k]; // of R S
                ds += dm * r[3 * row + k];
                dr[3 * row + k] = dm * sd[k];
                dt[row] += da[k] * sd[k] * r[3 * row + k];
                dt[3 + row] += da[3 + k] * sd[k] * r[3 * row + k];
            }
            gradient[base + Splats.SCALE + k] += ds * sd[k];
        }
        quaternion(dr, gradient, base + Splats.ROTATION);
        // T = J W, by the camera's coordinates.
        float fx = lens.focalX() / z;
        float fy = lens.focalY() / z;
        float j00 = 0;
        float j02 = 0;
        float j11 = 0;
        float j12 = 0;
        for (int k = 0; k < 3; k++) {
            j00 += dt[k] * w[k];
            j02 += dt[k] * w[6 + k];
            j11 += dt[3 + k] * w[3 + k];
            j12 += dt[3 + k] * w[6 + k];
        }
        float dx = d[0] * fx;
        float dy = d[1] * fy;
        float dz = -(d[0] * fx * camX + d[1] * fy * camY) / z;
        dz -= (j00 * fx + j11 * fy) / z;
        float ux = -third(w, 0);
        float uy = -third(w, 3);
        if (inX) {
            dx -= j02 * fx / z;
            dz += 2 * j02 * fx * camX / (z * z);
        } else {
            dz += j02 * ux / z;
        }
        if (inY) {
            dy -= j12 * fy / z;
            dz += 2 * j12 * fy * camY / (z * z);
        } else {
            dz += j12 * uy / z;
        }
        for (int k = 0; k < 3; k++) {
            gradient[base + k] += w[k] * dx + w[3 + k] * dy + w[6 + k] * dz;
        }
    }

    /** J's third column in that row, from T = J W and W's orthogonality. */
    private float third(float[] w, int row) {
        return t[row] * w[6] + t[row + 1] * w[7] + t[row + 2] * w[8];
    }

    private void quaternion(float[] g, float[] gradient, int at) {
        float w = q[0];
        float x = q[1];
        float y = q[2];
        float z = q[3];
        float[] d = {
            2 * (x * (g[7] - g[5]) + y * (g[2] - g[6]) + z * (g[3] - g[1])),
            2 * (w * (g[7] - g[5]) + y * (g[1] + g[3]) + z * (g[2] + g[6]) - 2 * x * (g[4] + g[8])),
            2 * (w * (g[2] - g[6]) + x * (g[1] + g[3]) + z * (g[5] + g[7]) - 2 * y * (g[0] + g[8])),
            2 * (w * (g[3] - g[1]) + x * (g[2] + g[6]) + y * (g[5] + g[7]) - 2 * z * (g[0] + g[4]))
        };
        float along = d[0] * w + d[1] * x + d[2] * y + d[3] * z;
        for (int k = 0; k < 4; k++) {
            gradient[at + k] += (d[k] - along * q[k]) / qLength;
        }
    }
}
