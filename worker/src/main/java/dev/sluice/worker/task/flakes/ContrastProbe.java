package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.CV_32SC2;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_imgproc.fillPoly;

import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Measures flakes that a person has outlined, just as method {@code regions} measures those that it
 * finds: for calibrating a material.
 */
public final class ContrastProbe implements AutoCloseable {
    /** Fewer pixels say little. */
    private static final int LEAST_PIXELS = 50;

    private final Smooth smooth;
    private final Contrasts contrasts;
    private final Relief relief;

    private ContrastProbe(Smooth smooth, Contrasts contrasts, Relief relief) {
        this.smooth = smooth;
        this.contrasts = contrasts;
        this.relief = relief;
    }

    /**
     * What was measured of a flake.
     *
     * @param mean B, G, R: brightness against the substrate around it, minus 1
     * @param covariance of its pixels, 3×3
     * @param pixels looked at
     */
    public record Contrast(List<Double> mean, List<List<Double>> covariance, int pixels) {}

    /**
     * @param picture BGR, 8 bits a channel, continuous; borrowed until closed
     * @return nothing if no bare substrate can be seen
     */
    public static Optional<ContrastProbe> of(Mat picture) {
        Smooth smooth = Smooth.of(picture, true);
        Optional<Background> background = Background.of(smooth);
        if (background.isEmpty()) {
            smooth.close();
            return Optional.empty();
        }
        FlatField field = FlatField.of(smooth, background.orElseThrow());
        Contrasts contrasts = new Contrasts(smooth.whole(), field);
        Relief relief = Relief.of(contrasts, Noise.of(smooth, field));
        return Optional.of(new ContrastProbe(smooth, contrasts, relief));
    }

    /**
     * @param ring x and y of each corner by turns, px
     * @return nothing if hardly any of it lies in the picture
     */
    public Optional<Contrast> of(double[] ring) {
        try (PointerScope _ = new PointerScope()) {
            Rect at = around(ring);
            if (at.width() <= 0 || at.height() <= 0) {
                return Optional.empty();
            }
            int[] corners = new int[ring.length];
            for (int i = 0; i < corners.length; i += 2) {
                // A corner is a place between pixels; pixel 0 reaches from 0 to 1.
                corners[i] = (int) Math.round(ring[i] - 0.5) - at.x();
                corners[i + 1] = (int) Math.round(ring[i + 1] - 0.5) - at.y();
            }
            Mat contour = new Mat(corners.length / 2, 1, CV_32SC2);
            new IntPointer(contour.data()).put(corners);
            Mat mask = Mat.zeros(at.size(), CV_8UC1).asMat();
            fillPoly(mask, new MatVector(contour), new Scalar(255));
            Patch patch = Patch.of(at, mask, contour);
            Samples pixels = Look.samples(patch, contrasts);
            if (countNonZero(mask) < LEAST_PIXELS || pixels.size() == 0) {
                return Optional.empty();
            }
            double[] mean = Look.at(patch, contrasts, relief).contrast();
            return Optional.of(
                    new Contrast(
                            Arrays.stream(mean).boxed().toList(),
                            pixels.covariance(),
                            pixels.size()));
        }
    }

    /** Where it lies, with a margin, as far as the picture goes. */
    private Rect around(double[] ring) {
        double left = contrasts.width();
        double top = contrasts.height();
        double right = 0;
        double bottom = 0;
        for (int i = 0; i + 1 < ring.length; i += 2) {
            left = Math.min(left, ring[i]);
            right = Math.max(right, ring[i]);
            top = Math.min(top, ring[i + 1]);
            bottom = Math.max(bottom, ring[i + 1]);
        }
        int x = (int) Math.max(0, left - Patch.MARGIN);
        int y = (int) Math.max(0, top - Patch.MARGIN);
        return new Rect(
                x,
                y,
                (int) Math.min(contrasts.width(), right + Patch.MARGIN) - x,
                (int) Math.min(contrasts.height(), bottom + Patch.MARGIN) - y);
    }

    @Override
    public void close() {
        relief.close();
        smooth.close();
    }
}
