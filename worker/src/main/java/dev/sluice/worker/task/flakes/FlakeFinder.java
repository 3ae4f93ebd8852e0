package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.CMP_EQ;
import static org.bytedeco.opencv.global.opencv_core.CV_32S;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.bitwise_and;
import static org.bytedeco.opencv.global.opencv_core.compare;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_imgproc.CCL_DEFAULT;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_HEIGHT;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_LEFT;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_TOP;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_WIDTH;
import static org.bytedeco.opencv.global.opencv_imgproc.CHAIN_APPROX_SIMPLE;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_OPEN;
import static org.bytedeco.opencv.global.opencv_imgproc.RETR_EXTERNAL;
import static org.bytedeco.opencv.global.opencv_imgproc.boundingRect;
import static org.bytedeco.opencv.global.opencv_imgproc.connectedComponentsWithStatsWithAlgorithm;
import static org.bytedeco.opencv.global.opencv_imgproc.drawContours;
import static org.bytedeco.opencv.global.opencv_imgproc.findContours;
import static org.bytedeco.opencv.global.opencv_imgproc.morphologyEx;

import dev.sluice.worker.task.picture.Box;

import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** From the class of every pixel to flakes: open, connect, drop the small, measure, filter. */
final class FlakeFinder {
    private static final int LEAST_PIXELS = 300;

    private static final Comparator<Flake> FROM_THE_TOP =
            Comparator.comparingInt((Flake it) -> it.box().top())
                    .thenComparingInt(it -> it.box().left());

    private final List<String> layers;
    private final Effort effort;
    private final List<List<Flake>> found = new ArrayList<>();

    /**
     * @param layers name of each class, the first being class 1
     * @param effort of this picture
     */
    FlakeFinder(List<String> layers, Effort effort) {
        this.layers = layers;
        this.effort = effort;
        layers.forEach(_ -> found.add(new ArrayList<>()));
    }

    /** Of all windows searched: by class, within a class from the top. */
    List<Flake> found() {
        return found.stream().flatMap(it -> it.stream().sorted(FROM_THE_TOP)).toList();
    }

    /**
     * @param classes one byte for each pixel of the window, 0 for background
     * @param measure knows the window
     * @return whether the wider window is to be searched, too
     * @throws Effort.TooMuch if there are more, or larger ones within others, than is worth the
     *     work
     */
    boolean search(Window window, Mat classes, Measure measure) throws Effort.TooMuch {
        boolean left = false;
        for (int layer = 1; layer <= layers.size(); layer++) {
            try (PointerScope _ = new PointerScope()) {
                Mat mask = opened(classes, layer);
                if (countNonZero(mask) >= LEAST_PIXELS) {
                    left |= components(mask, layer, new View(window, measure));
                }
            }
        }
        return left;
    }

    private record View(Window window, Measure measure) {}

    private static Mat opened(Mat classes, int layer) {
        Mat mask = new Mat();
        compare(classes, new Mat(1, 1, CV_8UC1, new Scalar(layer)), mask, CMP_EQ);
        if (countNonZero(mask) >= LEAST_PIXELS) {
            morphologyEx(mask, mask, MORPH_OPEN, Disk.kernel());
        }
        return mask;
    }

    /**
     * Labelling a whole picture costs far more than following the outlines in it, so only their
     * insides are labelled, unless these add up to more than the picture: long slanting outlines
     * each have nearly all of it around them. An outline may enclose several components: some
     * joined to it by a corner, others in its holes.
     */
    private boolean components(Mat mask, int layer, View view) throws Effort.TooMuch {
        MatVector outlines = new MatVector();
        findContours(mask, outlines, RETR_EXTERNAL, CHAIN_APPROX_SIMPLE);
        List<Rect> boxes = new ArrayList<>();
        long inside = 0;
        for (long i = 0; i < outlines.size(); i++) {
            Rect box = boundingRect(outlines.get(i));
            boxes.add(box);
            inside += area(box) >= LEAST_PIXELS ? area(box) : 0;
        }
        if (inside > mask.total()) {
            return label(mask, new Rect(0, 0, mask.cols(), mask.rows()), layer, view);
        }
        boolean left = false;
        for (int i = 0; i < boxes.size(); i++) {
            if (area(boxes.get(i)) >= LEAST_PIXELS) {
                try (PointerScope _ = new PointerScope()) {
                    Rect around = grown(boxes.get(i), mask.cols(), mask.rows());
                    left |= label(inside(mask, outlines, i, around), around, layer, view);
                }
            }
        }
        return left;
    }

    private static Mat inside(Mat mask, MatVector outlines, int outline, Rect around) {
        Mat inside = Mat.zeros(around.size(), CV_8UC1).asMat();
        Point shift = new Point(-around.x(), -around.y());
        drawContours(
                inside, outlines, outline, new Scalar(255), FILLED, LINE_8, new Mat(), 0, shift);
        bitwise_and(inside, mask.apply(around), inside);
        return inside;
    }

    private boolean label(Mat mask, Rect at, int layer, View view) throws Effort.TooMuch {
        Window window = view.window();
        boolean left = false;
        effort.label(mask.total());
        Mat labels = new Mat();
        Mat stats = new Mat();
        int count =
                connectedComponentsWithStatsWithAlgorithm(
                        mask, labels, stats, new Mat(), 4, CV_32S, CCL_DEFAULT);
        IntPointer numbers = new IntPointer(stats.data());
        OuterContour outer = new OuterContour(labels);
        for (int label = 1; label < count; label++) {
            long row = (long) label * stats.cols();
            int pixels = numbers.get(row + CC_STAT_AREA);
            if (pixels < LEAST_PIXELS) {
                continue;
            }
            try (PointerScope _ = new PointerScope()) {
                Rect box =
                        new Rect(
                                numbers.get(row + CC_STAT_LEFT),
                                numbers.get(row + CC_STAT_TOP),
                                numbers.get(row + CC_STAT_WIDTH),
                                numbers.get(row + CC_STAT_HEIGHT));
                Box place =
                        window.inPicture(
                                new Box(
                                        at.x() + box.x(),
                                        at.y() + box.y(),
                                        at.x() + box.x() + box.width(),
                                        at.y() + box.y() + box.height()));
                left |= window.leaves(place);
                if (!window.takes(place)) {
                    continue;
                }
                Mat contour = outer.of(label, box);
                if (!view.measure().keeps(contour)) {
                    continue;
                }
                Rect around = grown(box, labels.cols(), labels.rows());
                effort.measure(area(around), contour.rows());
                found.get(layer - 1)
                        .add(
                                view.measure()
                                        .flake(
                                                new Measure.Component(
                                                        contour,
                                                        pixels,
                                                        around,
                                                        new Point(at.x(), at.y())),
                                                layers.get(layer - 1)));
            }
        }
        return left;
    }

    private static long area(Rect box) {
        return (long) box.width() * box.height();
    }

    /** Leaves room for erosion to see what lies outside, unless the picture ends there. */
    private static Rect grown(Rect box, int width, int height) {
        int left = Math.max(0, box.x() - Disk.RADIUS);
        int top = Math.max(0, box.y() - Disk.RADIUS);
        int right = Math.min(width, box.x() + box.width() + Disk.RADIUS);
        int bottom = Math.min(height, box.y() + box.height() + Disk.RADIUS);
        return new Rect(left, top, right - left, bottom - top);
    }
}
