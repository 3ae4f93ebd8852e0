package dev.sluice.worker.task.splats.gaussians;

/**
 * Where a camera stands: {@code x_cam = R x_world + t}, its axes right, down, forward.
 *
 * @param rotation nine numbers, row by row
 * @param translation three
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Pose(float[] rotation, float[] translation) {
    /** Of a quaternion, w first, of any length. */
    static Pose of(double[] q, double[] t) {
        double n = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
        double w = q[0] / n;
        double x = q[1] / n;
        double y = q[2] / n;
        double z = q[3] / n;
        float[] r = {
            (float) (1 - 2 * (y * y + z * z)), (float) (2 * (x * y - z * w)),
                    (float) (2 * (x * z + y * w)),
            (float) (2 * (x * y + z * w)), (float) (1 - 2 * (x * x + z * z)),
                    (float) (2 * (y * z - x * w)),
            (float) (2 * (x * z - y * w)), (float) (2 * (y * z + x * w)),
                    (float) (1 - 2 * (x * x + y * y))
        };
        return new Pose(r, new float[] {(float) t[0], (float) t[1], (float) t[2]});
    }

    /** In the world. */
    float[] centre() {
        float[] centre = new float[3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                centre[i] -= rotation[3 * j + i] * translation[j];
            }
        }
        return centre;
    }
}
