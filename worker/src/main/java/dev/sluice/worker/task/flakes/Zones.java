package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.CMP_EQ;
import static org.bytedeco.opencv.global.opencv_core.CV_32S;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.compare;
import static org.bytedeco.opencv.global.opencv_imgproc.CCL_DEFAULT;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_HEIGHT;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_LEFT;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_TOP;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_WIDTH;
import static org.bytedeco.opencv.global.opencv_imgproc.connectedComponentsWithStatsWithAlgorithm;

import dev.sluice.worker.task.picture.Box;

import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The connected flat parts of a picture that are not substrate, by number from 1. Terraces that
 * noise or blur has joined are told apart by their contrast; then each grows over its edge, up to
 * half of the step there.
 */
final class Zones implements AutoCloseable {
    /** A flake of 300 px has at least so many that are flat. */
    static final int LEAST_PIXELS = 60;

    /** Of its rectangle, what lies beyond a straight edge fills at least so much. */
    private static final double SOLID = 0.5;

    private final Mat labels;
    private final IntBuffer numbers;
    private final int width;
    private final int height;
    private int count;

    private Zones(Mat labels) {
        this.labels = labels;
        this.numbers = labels.createBuffer();
        this.width = labels.cols();
        this.height = labels.rows();
    }

    /**
     * @param window in which they lie
     */
    static Zones of(Relief relief, Contrasts contrasts, Window window, Effort effort)
            throws Effort.TooMuch {
        Zones zones = connected(relief.kind(), window);
        try {
            new Terraces(zones, contrasts, effort).part();
            new Growth(zones, contrasts).grow();
            return zones;
        } catch (Throwable e) {
            zones.close();
            throw e;
        }
    }

    private static Zones connected(Mat kind, Window window) {
        try (PointerScope _ = new PointerScope()) {
            Mat flat = new Mat();
            compare(kind, new Mat(1, 1, CV_8UC1, new Scalar(Relief.FLAT)), flat, CMP_EQ);
            Mat labels = new Mat();
            Mat stats = new Mat();
            int components =
                    connectedComponentsWithStatsWithAlgorithm(
                            flat, labels, stats, new Mat(), 4, CV_32S, CCL_DEFAULT);
            IntPointer numbers = new IntPointer(stats.data());
            int[] number = new int[components];
            int count = 0;
            for (int label = 1; label < components; label++) {
                if (isWorthwhile(numbers, (long) label * stats.cols(), window)) {
                    number[label] = ++count;
                }
            }
            labels.retainReference();
            Zones zones = new Zones(labels);
            zones.count = count;
            for (int i = 0; i < zones.numbers.capacity(); i++) {
                zones.numbers.put(i, number[zones.numbers.get(i)]);
            }
            return zones;
        }
    }

    /**
     * Of what lies beyond the wafer's edge nothing is left: the light there has steps that would
     * pass for terraces.
     */
    private static boolean isWorthwhile(IntPointer numbers, long row, Window window) {
        int pixels = numbers.get(row + CC_STAT_AREA);
        if (pixels < LEAST_PIXELS) {
            return false;
        }
        int left = numbers.get(row + CC_STAT_LEFT);
        int top = numbers.get(row + CC_STAT_TOP);
        int wide = numbers.get(row + CC_STAT_WIDTH);
        int high = numbers.get(row + CC_STAT_HEIGHT);
        Box box = window.inPicture(new Box(left, top, left + wide, top + high));
        return pixels < SOLID * wide * high || !window.isSpannedBy(box);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** The greatest number given; some are no zone's any more. */
    int count() {
        return count;
    }

    int add() {
        return ++count;
    }

    int at(int x, int y) {
        return numbers.get(y * width + x);
    }

    void put(int x, int y, int zone) {
        numbers.put(y * width + x, zone);
    }

    /** The pixels of a zone inside of a rectangle, 255 each; in the caller's scope. */
    Mat mask(int zone, Rect around) {
        Mat mask = new Mat();
        compare(labels.apply(around), new Mat(1, 1, CV_32S, new Scalar(zone)), mask, CMP_EQ);
        return mask;
    }

    /**
     * A zone.
     *
     * @param box the least rectangle around it
     * @param pixels of the zone
     */
    record Extent(int zone, Box box, int pixels) {
        int left() {
            return box.left();
        }

        int top() {
            return box.top();
        }

        /** Exclusive. */
        int right() {
            return box.right();
        }

        /** Exclusive. */
        int bottom() {
            return box.bottom();
        }

        /** Of the rectangle. */
        long area() {
            return (long) (right() - left()) * (bottom() - top());
        }

        /** With a margin on each side, unless the picture ends there; in the caller's scope. */
        Rect grown(int margin, int width, int height) {
            int x = Math.max(0, left() - margin);
            int y = Math.max(0, top() - margin);
            return new Rect(
                    x,
                    y,
                    Math.min(width, right() + margin) - x,
                    Math.min(height, bottom() + margin) - y);
        }
    }

    /** All that have a pixel, by number. */
    List<Extent> extents() {
        int[] left = new int[count + 1];
        int[] top = new int[count + 1];
        int[] right = new int[count + 1];
        int[] bottom = new int[count + 1];
        int[] pixels = new int[count + 1];
        Arrays.fill(left, width);
        Arrays.fill(top, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int zone = at(x, y);
                if (zone > 0) {
                    left[zone] = Math.min(left[zone], x);
                    right[zone] = Math.max(right[zone], x + 1);
                    top[zone] = Math.min(top[zone], y);
                    bottom[zone] = y + 1;
                    pixels[zone]++;
                }
            }
        }
        List<Extent> extents = new ArrayList<>();
        for (int zone = 1; zone <= count; zone++) {
            if (pixels[zone] > 0) {
                extents.add(
                        new Extent(
                                zone,
                                new Box(left[zone], top[zone], right[zone], bottom[zone]),
                                pixels[zone]));
            }
        }
        return extents;
    }

    @Override
    public void close() {
        labels.close();
    }
}
