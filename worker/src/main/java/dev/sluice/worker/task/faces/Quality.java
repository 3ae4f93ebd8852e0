package dev.sluice.worker.task.faces;

import dev.sluice.shared.config.Section;

import java.util.Locale;
import java.util.Optional;

/**
 * Which faces are good enough to tell people apart by. A vector of a face that is hardly seen is
 * like that of many people.
 *
 * @param size least width and height of the face in px of the picture
 * @param sharpness least of {@link #sharpness(byte[], int)}; a blurred face has few edges
 * @param turn most of {@link Landmarks#turn()}
 */
record Quality(double size, double sharpness, double turn) {
    private static final int CHANNELS = 3;

    /** Options {@code size} (px), {@code sharpness} and {@code turn}, under {@code quality}. */
    static Quality read(Section options) {
        Section quality = options.section("quality");
        Quality read =
                new Quality(
                        quality.decimal("size", 40, 1, 10_000),
                        quality.decimal("sharpness", 1.5, 0, 1000),
                        quality.decimal("turn", 0.8, 0, 10));
        quality.done();
        return read;
    }

    /** Why a face is not good enough, judged without its pixels; empty if nothing is wrong. */
    Optional<String> flaw(Face face) {
        double smaller = Math.min(face.box().width(), face.box().height());
        if (smaller < size) {
            return Optional.of(
                    "too small: %d px, and %d are needed"
                            .formatted((int) smaller, (int) Math.ceil(size)));
        }
        if (face.points().turn() > turn) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "turned too far to a side: %.2f, and %.2f is the most (0 looks at the"
                                    + " camera, 1 has the nose below an eye)",
                            face.points().turn(),
                            turn));
        }
        return Optional.empty();
    }

    /**
     * Why it is not, judged by its pixels.
     *
     * @param rgb the aligned face
     */
    Optional<String> flaw(byte[] rgb, int side) {
        double edges = sharpness(rgb, side);
        return edges < sharpness
                ? Optional.of(
                        String.format(
                                Locale.ROOT,
                                "blurred: its sharpness is %.1f, and %.1f is needed",
                                edges,
                                sharpness))
                : Optional.empty();
    }

    /**
     * Variance of the Laplacian by that of the grey values, in per cent, so that neither light nor
     * contrast counts; in the middle of the square, for around it there may be the picture's edge.
     */
    static double sharpness(byte[] rgb, int side) {
        double[] grey = new double[side * side];
        for (int i = 0; i < grey.length; i++) {
            int at = i * CHANNELS;
            grey[i] =
                    0.299 * (rgb[at] & 0xFF)
                            + 0.587 * (rgb[at + 1] & 0xFF)
                            + 0.114 * (rgb[at + 2] & 0xFF);
        }
        Spread greys = new Spread();
        Spread edges = new Spread();
        for (int y = side / 5; y < side - side / 5; y++) {
            for (int x = side / 5; x < side - side / 5; x++) {
                int at = y * side + x;
                greys.add(grey[at]);
                edges.add(
                        grey[at - 1]
                                + grey[at + 1]
                                + grey[at - side]
                                + grey[at + side]
                                - 4 * grey[at]);
            }
        }
        return 100 * edges.variance() / Math.max(1, greys.variance());
    }

    private static final class Spread {
        private int count;
        private double sum;
        private double squares;

        void add(double value) {
            count++;
            sum += value;
            squares += value * value;
        }

        double variance() {
            double mean = sum / count;
            return squares / count - mean * mean;
        }
    }
}
