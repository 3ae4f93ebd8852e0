package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.CV_32S;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgproc.CCL_DEFAULT;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_HEIGHT;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_LEFT;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_TOP;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_WIDTH;
import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_OPEN;
import static org.bytedeco.opencv.global.opencv_imgproc.connectedComponentsWithStatsWithAlgorithm;
import static org.bytedeco.opencv.global.opencv_imgproc.morphologyEx;

import dev.sluice.worker.task.picture.Box;

import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Parts zones whose contrast has two peaks. Otsu's threshold lies between these; it holds if they
 * are clearly apart.
 */
final class Terraces {
    /** Contrast between two terraces; a layer of graphene makes 0.1. */
    private static final double LEAST_STEP = 0.05;

    /** The step, divided by the spread within the terraces. */
    private static final double LEAST_CLARITY = 3.5;

    /** Px that each of the two has. */
    private static final int LEAST_PART = 100;

    private static final double LOWEST = -1;
    private static final double BIN = 0.005;
    private static final int BINS = 512;

    private final Zones zones;
    private final Contrasts contrasts;
    private final Effort effort;
    private final Deque<Zones.Extent> open = new ArrayDeque<>();

    Terraces(Zones zones, Contrasts contrasts, Effort effort) {
        this.zones = zones;
        this.contrasts = contrasts;
        this.effort = effort;
    }

    void part() throws Effort.TooMuch {
        open.addAll(zones.extents());
        while (!open.isEmpty()) {
            Zones.Extent zone = open.pop();
            if (zone.pixels() >= 2 * LEAST_PART) {
                effort.search(zone.area());
                part(zone);
            }
        }
    }

    private void part(Zones.Extent zone) {
        int[][] histograms = new int[3][BINS];
        for (int y = zone.top(); y < zone.bottom(); y++) {
            for (int x = zone.left(); x < zone.right(); x++) {
                if (zones.at(x, y) == zone.zone()) {
                    for (int c = 0; c < 3; c++) {
                        histograms[c][bin(contrasts.smooth(x, y, c))]++;
                    }
                }
            }
        }
        int channel = widest(histograms);
        int threshold = threshold(histograms[channel]);
        if (threshold >= 0) {
            part(zone, channel, threshold);
        }
    }

    private static int bin(double contrast) {
        return Math.clamp((int) ((contrast - LOWEST) / BIN), 0, BINS - 1);
    }

    private static int widest(int[][] histograms) {
        int widest = 0;
        for (int c = 1; c < 3; c++) {
            if (Moments.of(histograms[c], 0, BINS).variance()
                    > Moments.of(histograms[widest], 0, BINS).variance()) {
                widest = c;
            }
        }
        return widest;
    }

    /** How many values there are, and how they lie; in bins. */
    private record Moments(double count, double mean, double variance) {
        static Moments of(int[] histogram, int from, int to) {
            double count = 0;
            double sum = 0;
            double squares = 0;
            for (int i = from; i < to; i++) {
                count += histogram[i];
                sum += (double) histogram[i] * i;
                squares += (double) histogram[i] * i * i;
            }
            double mean = count > 0 ? sum / count : 0;
            return new Moments(count, mean, count > 0 ? squares / count - mean * mean : 0);
        }
    }

    /** The first bin of the brighter terrace; −1 if there are not two. */
    private static int threshold(int[] histogram) {
        Moments all = Moments.of(histogram, 0, BINS);
        int best = -1;
        double most = 0;
        double below = 0;
        double sum = 0;
        for (int i = 0; i < BINS - 1; i++) {
            below += histogram[i];
            sum += (double) histogram[i] * i;
            double above = all.count() - below;
            if (below > 0 && above > 0) {
                double apart = sum / below - (all.count() * all.mean() - sum) / above;
                double between = below * above * apart * apart;
                if (between > most) {
                    most = between;
                    best = i + 1;
                }
            }
        }
        return best >= 0 && clear(histogram, best) ? best : -1;
    }

    private static boolean clear(int[] histogram, int threshold) {
        Moments dark = Moments.of(histogram, 0, threshold);
        Moments bright = Moments.of(histogram, threshold, BINS);
        double step = (bright.mean() - dark.mean()) * BIN;
        double within =
                BIN
                        * Math.sqrt(
                                (dark.variance() * dark.count()
                                                + bright.variance() * bright.count())
                                        / (dark.count() + bright.count()));
        return Math.min(dark.count(), bright.count()) >= LEAST_PART
                && step >= LEAST_STEP
                && step >= LEAST_CLARITY * within;
    }

    private void part(Zones.Extent zone, int channel, int threshold) {
        try (PointerScope _ = new PointerScope()) {
            int width = zone.right() - zone.left();
            int height = zone.bottom() - zone.top();
            Mat dark = new Mat(height, width, CV_8UC1, new Scalar(0));
            Mat bright = new Mat(height, width, CV_8UC1, new Scalar(0));
            ByteBuffer darks = dark.createBuffer();
            ByteBuffer brights = bright.createBuffer();
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int right = zone.left() + x;
                    int down = zone.top() + y;
                    if (zones.at(right, down) == zone.zone()) {
                        boolean low = bin(contrasts.smooth(right, down, channel)) < threshold;
                        (low ? darks : brights).put(y * width + x, (byte) 1);
                        zones.put(right, down, 0);
                    }
                }
            }
            renumber(dark, zone);
            renumber(bright, zone);
        }
    }

    private void renumber(Mat part, Zones.Extent zone) {
        morphologyEx(part, part, MORPH_OPEN, new Mat(3, 3, CV_8UC1, new Scalar(1)));
        Mat labels = new Mat();
        Mat stats = new Mat();
        int components =
                connectedComponentsWithStatsWithAlgorithm(
                        part, labels, stats, new Mat(), 4, CV_32S, CCL_DEFAULT);
        IntPointer numbers = new IntPointer(stats.data());
        int[] number = new int[components];
        for (int label = 1; label < components; label++) {
            long row = (long) label * stats.cols();
            int pixels = numbers.get(row + CC_STAT_AREA);
            if (pixels >= Zones.LEAST_PIXELS) {
                number[label] = zones.add();
                int left = zone.left() + numbers.get(row + CC_STAT_LEFT);
                int top = zone.top() + numbers.get(row + CC_STAT_TOP);
                open.push(
                        new Zones.Extent(
                                number[label],
                                new Box(
                                        left,
                                        top,
                                        left + numbers.get(row + CC_STAT_WIDTH),
                                        top + numbers.get(row + CC_STAT_HEIGHT)),
                                pixels));
            }
        }
        IntBuffer pixels = labels.createBuffer();
        for (int i = 0; i < pixels.capacity(); i++) {
            int renumbered = number[pixels.get(i)];
            if (renumbered > 0) {
                zones.put(
                        zone.left() + i % labels.cols(),
                        zone.top() + i / labels.cols(),
                        renumbered);
            }
        }
    }
}
