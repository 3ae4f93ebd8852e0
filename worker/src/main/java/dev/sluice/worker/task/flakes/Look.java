package dev.sluice.worker.task.flakes;

import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How a component looks: what its contrast is, how even, and how sharp its edge.
 *
 * @param contrast against the substrate around it, B, G, R
 * @param unevenness spread of the contrast beyond the substrate's own noise, as a part of it: of
 *     the middle half of its pixels twice over
 * @param grain the same of three quarters of them: sees stripes and grains of two brightnesses
 * @param edge how sharp it ends
 */
@SuppressWarnings("ArrayRecordComponent") // three numbers, never compared
record Look(double[] contrast, double unevenness, double grain, Edge edge) {
    /**
     * A component's outline.
     *
     * @param sharpness slope of the contrast across it at the median, as a part of the contrast; 0
     *     if none of it is in the picture
     * @param sharpest the same where it is steep: above 1 it is that of something brighter
     * @param cut which part of it is the picture's own edge
     */
    record Edge(double sharpness, double sharpest, double cut) {}

    /** Pixels looked at of one component or ring; more say nothing new. */
    private static final int MOST_SAMPLES = 20_000;

    private static final int LEAST_RING = 60;
    private static final double MIDDLE = 1.4826;

    /** Of normal noise, a standard deviation, three quarters of it are nearer than this. */
    private static final double THREE_QUARTERS = 1.15;

    private static final double STEEP = 0.85;

    /** Px to each side of an outline within which its edge is at its steepest. */
    private static final int REACH = 2;

    /** A picture's edge is no flake's. */
    private static final int EDGE = 3;

    static Look at(Patch patch, Contrasts contrasts, Relief relief) {
        Samples core = samples(patch, contrasts);
        double[] raw = core.median();
        Samples ring = samples(patch, patch.ring(), contrasts, relief.kind().createBuffer());
        double[] ground = ring.size() > LEAST_RING ? ring.median() : new double[3];
        double[] contrast = new double[3];
        for (int c = 0; c < 3; c++) {
            contrast[c] = (1 + raw[c]) / (1 + ground[c]) - 1;
        }
        double length = Math.max(1e-6, length(contrast));
        double[] direction = Arrays.stream(contrast).map(it -> it / length).toArray();
        double noise = 0;
        for (int c = 0; c < 3; c++) {
            noise = Math.hypot(noise, direction[c] * relief.noise().spread()[c]);
        }
        return new Look(
                contrast,
                beyond(MIDDLE * core.distance(raw, direction, 0.5), noise) / length,
                beyond(core.distance(raw, direction, 0.75), THREE_QUARTERS * noise) / length,
                edge(patch, relief.slope(), Math.max(0.01, strongest(contrast))));
    }

    private static double beyond(double spread, double noise) {
        return Math.sqrt(Math.max(0, spread * spread - noise * noise));
    }

    private static double length(double[] contrast) {
        return Math.hypot(Math.hypot(contrast[0], contrast[1]), contrast[2]);
    }

    static double strongest(double[] contrast) {
        return Arrays.stream(contrast).map(Math::abs).max().orElseThrow();
    }

    /** The contrast of a component's core alone, before anything else is looked at. */
    static double[] glance(Patch patch, Contrasts contrasts) {
        return samples(patch, contrasts).median();
    }

    /** Of a component's core. */
    static Samples samples(Patch patch, Contrasts contrasts) {
        return samples(patch, patch.core(), contrasts, null);
    }

    private static Samples samples(
            Patch patch, Mat mask, Contrasts contrasts, @Nullable ByteBuffer kinds) {
        ByteBuffer inside = mask.createBuffer();
        int width = mask.cols();
        long area = (long) width * mask.rows();
        int step = (int) Math.max(1, Math.sqrt((double) area / (4 * MOST_SAMPLES)));
        Samples samples = new Samples();
        for (int y = 0; y < mask.rows(); y += step) {
            for (int x = 0; x < width; x += step) {
                int right = patch.at().x() + x;
                int down = patch.at().y() + y;
                if (inside.get(y * width + x) != 0
                        && (kinds == null
                                || kinds.get(down * contrasts.width() + right) == Relief.GROUND)) {
                    samples.add(contrasts, right, down);
                }
            }
        }
        return samples;
    }

    /** Of each pixel of the outline counts the steepest slope near it. */
    private static Edge edge(Patch patch, Mat slope, double strength) {
        ByteBuffer outline = patch.outline().createBuffer();
        ByteBuffer steps = slope.createBuffer();
        int width = patch.outline().cols();
        double[] slopes = new double[64];
        int count = 0;
        int cut = 0;
        for (int y = 0; y < patch.outline().rows(); y++) {
            for (int x = 0; x < width; x++) {
                if (outline.get(y * width + x) == 0) {
                    continue;
                }
                int right = patch.at().x() + x;
                int down = patch.at().y() + y;
                if (Math.min(right, down) < EDGE
                        || right >= slope.cols() - EDGE
                        || down >= slope.rows() - EDGE) {
                    cut++;
                    continue;
                }
                if (count == slopes.length) {
                    slopes = Arrays.copyOf(slopes, 2 * count);
                }
                slopes[count++] = Relief.SLOPE * steepest(steps, slope.cols(), right, down);
            }
        }
        double[] inside = Arrays.copyOf(slopes, count);
        return new Edge(
                Samples.quantile(inside, 0.5) / strength,
                Samples.quantile(inside, STEEP) / strength,
                (double) cut / Math.max(1, count + cut));
    }

    private static int steepest(ByteBuffer slopes, int width, int x, int y) {
        int steepest = 0;
        for (int dy = -REACH; dy <= REACH; dy++) {
            for (int dx = -REACH; dx <= REACH; dx++) {
                steepest = Math.max(steepest, slopes.get((y + dy) * width + x + dx) & 0xff);
            }
        }
        return steepest;
    }
}
