package dev.sluice.worker.task.splats.gaussians;

/**
 * Colours from 0 to 1.
 *
 * @param rgb all of red, then green, then blue, each row by row
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Picture(int width, int height, float[] rgb) {
    static Picture black(int width, int height) {
        return new Picture(width, height, new float[3 * width * height]);
    }

    int pixels() {
        return width * height;
    }

    /** Peak signal to noise ratio in dB, both cut to what a screen shows. */
    static double psnr(Picture a, Picture b) {
        double sum = 0;
        for (int i = 0; i < a.rgb.length; i++) {
            double d = Math.clamp(a.rgb[i], 0f, 1f) - Math.clamp(b.rgb[i], 0f, 1f);
            sum += d * d;
        }
        return 10 * Math.log10(a.rgb.length / Math.max(sum, 1e-12));
    }

    /** Half as wide and high, rounded down; each pixel the mean of four. */
    Picture half() {
        Picture half = black(width / 2, height / 2);
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < half.height; y++) {
                for (int x = 0; x < half.width; x++) {
                    int at = c * pixels() + 2 * y * width + 2 * x;
                    half.rgb[c * half.pixels() + y * half.width + x] =
                            (rgb[at] + rgb[at + 1] + rgb[at + width] + rgb[at + width + 1]) / 4;
                }
            }
        }
        return half;
    }
}
