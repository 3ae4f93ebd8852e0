package dev.sluice.worker.task.splats.gaussians;

import java.io.IOException;

/**
 * A lens with its distortion, in COLMAP's models of up to two radial terms.
 *
 * @param radial of r² and r⁴
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Camera(int width, int height, Lens lens, double[] radial) {
    /** A line of {@code cameras.txt}: number, model, width, height, parameters. */
    static Camera of(String[] words) throws IOException {
        double[] size = ColmapModel.numbers(words, 2, 2);
        double[] p = ColmapModel.numbers(words, 4, words.length - 4);
        boolean twoFocals = words[1].equals("PINHOLE");
        int terms =
                switch (words[1]) {
                    case "SIMPLE_PINHOLE", "PINHOLE" -> 0;
                    case "SIMPLE_RADIAL" -> 1;
                    case "RADIAL" -> 2;
                    default ->
                            throw new IOException(
                                    "cameras.txt has a camera of the model "
                                            + words[1]
                                            + "; known are SIMPLE_PINHOLE, PINHOLE, SIMPLE_RADIAL"
                                            + " and RADIAL");
                };
        int c = twoFocals ? 2 : 1;
        if (p.length != c + 2 + terms) {
            throw new IOException("not a line of a COLMAP model: " + String.join(" ", words));
        }
        double[] radial = {terms > 0 ? p[c + 2] : 0, terms > 1 ? p[c + 3] : 0};
        return new Camera(
                (int) size[0],
                (int) size[1],
                new Lens((float) p[0], (float) p[c - 1], (float) p[c], (float) p[c + 1]),
                radial);
    }

    /**
     * The photo as a pinhole of the same focal length would have taken it, in another size; each
     * pixel the mean of those that it covers.
     *
     * @param bgr three bytes a pixel, of this camera's size
     */
    Picture straight(byte[] bgr, int toWidth, int toHeight) {
        Picture picture = Picture.black(toWidth, toHeight);
        double sx = (double) width / toWidth;
        double sy = (double) height / toHeight;
        int samples = Math.max(1, (int) Math.round(2 * Math.max(sx, sy)));
        float[] sum = new float[3];
        for (int y = 0; y < toHeight; y++) {
            for (int x = 0; x < toWidth; x++) {
                sum[0] = 0;
                sum[1] = 0;
                sum[2] = 0;
                for (int k = 0; k < samples * samples; k++) {
                    add(
                            bgr,
                            (x + (k % samples + 0.5) / samples) * sx,
                            (y + (Math.floorDiv(k, samples) + 0.5) / samples) * sy,
                            sum);
                }
                for (int c = 0; c < 3; c++) {
                    picture.rgb()[c * picture.pixels() + y * toWidth + x] =
                            sum[c] / (255f * samples * samples);
                }
            }
        }
        return picture;
    }

    /** What the photo shows at a place of the straight one, between its four nearest pixels. */
    private void add(byte[] bgr, double x, double y, float[] sum) {
        double u = (x - lens.centreX()) / lens.focalX();
        double v = (y - lens.centreY()) / lens.focalY();
        double r2 = u * u + v * v;
        double stretch = 1 + r2 * (radial[0] + r2 * radial[1]);
        double px = Math.clamp(u * stretch * lens.focalX() + lens.centreX() - 0.5, 0, width - 1);
        double py = Math.clamp(v * stretch * lens.focalY() + lens.centreY() - 0.5, 0, height - 1);
        int x0 = Math.min((int) px, width - 2);
        int y0 = Math.min((int) py, height - 2);
        float fx = (float) (px - x0);
        float fy = (float) (py - y0);
        int at = 3 * (y0 * width + x0);
        int below = at + 3 * width;
        for (int c = 0; c < 3; c++) {
            int b = 2 - c;
            float upper = (bgr[at + b] & 255) * (1 - fx) + (bgr[at + 3 + b] & 255) * fx;
            float lower = (bgr[below + b] & 255) * (1 - fx) + (bgr[below + 3 + b] & 255) * fx;
            sum[c] += upper * (1 - fy) + lower * fy;
        }
    }
}
