package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_imgproc.calcHist;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The brightness of the bare substrate. Per channel: the commonest value from 20 to 230 (darker is
 * shadow, brighter is over-exposed), then the mean of all pixels within 5 of it, the window again
 * clipped to 20–230.
 *
 * @param blue mean of the window, 20 to 230
 * @param green likewise
 * @param red likewise
 */
record Background(double blue, double green, double red) {
    static final int DARKEST = 20;
    static final int BRIGHTEST = 230;
    private static final int RADIUS = 5;
    private static final int LEVELS = 256;

    /**
     * @param picture BGR, 8 bits a channel
     * @return nothing if a channel has no pixel from 20 to 230
     */
    static Optional<Background> of(Mat picture) {
        float[][] histograms = new float[3][];
        for (int channel = 0; channel < 3; channel++) {
            histograms[channel] = histogram(picture, channel);
        }
        return of(histograms);
    }

    /** As of a picture in one piece. */
    static Optional<Background> of(Smooth picture) {
        float[][] histograms = new float[3][LEVELS];
        for (int top = 0; top < picture.height(); top += picture.stripRows()) {
            int bottom = Math.min(picture.height(), top + picture.stripRows());
            try (Mat strip = picture.rows(top, bottom)) {
                for (int channel = 0; channel < 3; channel++) {
                    float[] counts = histogram(strip, channel);
                    for (int level = 0; level < LEVELS; level++) {
                        histograms[channel][level] += counts[level];
                    }
                }
            }
        }
        return of(histograms);
    }

    private static Optional<Background> of(float[][] histograms) {
        List<Double> means = new ArrayList<>();
        for (float[] histogram : histograms) {
            mean(histogram).ifPresent(means::add);
        }
        return means.size() < 3
                ? Optional.empty()
                : Optional.of(new Background(means.get(0), means.get(1), means.get(2)));
    }

    private static float[] histogram(Mat picture, int channel) {
        try (PointerScope _ = new PointerScope()) {
            Mat counts = new Mat();
            calcHist(
                    picture,
                    1,
                    new int[] {channel},
                    new Mat(),
                    counts,
                    1,
                    new int[] {LEVELS},
                    new float[] {0, LEVELS});
            float[] histogram = new float[LEVELS];
            new FloatPointer(counts.data()).get(histogram);
            return histogram;
        }
    }

    /** The rule for one channel, from its 256 counts. */
    static Optional<Double> mean(float[] histogram) {
        int mode = DARKEST;
        for (int value = DARKEST; value <= BRIGHTEST; value++) {
            if (histogram[value] > histogram[mode]) {
                mode = value; // of equals the darkest
            }
        }
        if (histogram[mode] == 0) {
            return Optional.empty();
        }
        double sum = 0;
        double pixels = 0;
        int end = Math.min(BRIGHTEST, mode + RADIUS);
        for (int value = Math.max(DARKEST, mode - RADIUS); value <= end; value++) {
            sum += (double) histogram[value] * value;
            pixels += histogram[value];
        }
        return Optional.of(sum / pixels);
    }

    /** The model's {@code background} input, BGR. */
    float[] toFloats() {
        return new float[] {(float) blue, (float) green, (float) red};
    }

    /** Optical contrast of a mean brightness: I / background − 1, BGR. */
    List<Double> contrast(double meanBlue, double meanGreen, double meanRed) {
        return List.of(meanBlue / blue - 1, meanGreen / green - 1, meanRed / red - 1);
    }
}
