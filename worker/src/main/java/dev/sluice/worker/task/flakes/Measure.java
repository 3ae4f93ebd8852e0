package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.CMP_EQ;
import static org.bytedeco.opencv.global.opencv_core.CV_32SC1;
import static org.bytedeco.opencv.global.opencv_core.compare;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_core.mean;
import static org.bytedeco.opencv.global.opencv_imgproc.CHAIN_APPROX_SIMPLE;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.RETR_EXTERNAL;
import static org.bytedeco.opencv.global.opencv_imgproc.arcLength;
import static org.bytedeco.opencv.global.opencv_imgproc.contourArea;
import static org.bytedeco.opencv.global.opencv_imgproc.convexHull;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.drawContours;
import static org.bytedeco.opencv.global.opencv_imgproc.erode;
import static org.bytedeco.opencv.global.opencv_imgproc.findContours;
import static org.bytedeco.opencv.global.opencv_imgproc.minAreaRect;

import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RotatedRect;
import org.bytedeco.opencv.opencv_core.Scalar;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures one connected component and judges its shape. */
final class Measure {
    /**
     * A component within the least rectangle around it, plus {@link Disk#RADIUS} pixels on each
     * side unless the picture ends.
     *
     * @param labels 32-bit numbers of components
     * @param label this one's
     * @param pixels how many of them
     * @param left column of the picture where {@code labels} begins
     * @param top row likewise
     */
    record Component(Mat labels, int label, int pixels, int left, int top) {}

    private final Mat picture;
    private final Background background;

    /**
     * @param picture BGR after the median filter; borrowed
     */
    Measure(Mat picture, Background background) {
        this.picture = picture;
        this.background = background;
    }

    /** The flake, unless its shape is that of a scratch or dirt. */
    Optional<Flake> flake(Component component, String thickness) {
        try (PointerScope _ = new PointerScope()) {
            Mat mask = new Mat();
            Mat label = new Mat(1, 1, CV_32SC1, new Scalar(component.label()));
            compare(component.labels(), label, mask, CMP_EQ);

            // A component connected by edges has exactly one outer contour.
            MatVector contours = new MatVector();
            findContours(mask, contours, RETR_EXTERNAL, CHAIN_APPROX_SIMPLE);
            Mat contour = contours.get(0);
            double confidence = confidence(contour);
            if (!ShapeFilter.keeps(confidence)) {
                return Optional.empty();
            }
            drawContours(
                    mask, contours, 0, new Scalar(255), FILLED, 8, new Mat(), 0, new Point(0, 0));
            return Optional.of(describe(component, mask, contour, confidence, thickness));
        }
    }

    private static double confidence(Mat contour) {
        Mat hull = new Mat();
        convexHull(contour, hull);
        return ShapeFilter.confidence(
                arcLength(contour, true), contourArea(contour), contourArea(hull));
    }

    private Flake describe(
            Component component, Mat filled, Mat contour, double confidence, String thickness) {
        List<Flake.Pixel> outline = outline(contour, component.left(), component.top());
        Mat surface = picture.apply(region(component));
        Scalar brightness = mean(surface, filled);
        return new Flake(
                thickness,
                box(outline),
                outline,
                component.pixels(),
                countNonZero(filled),
                confidence,
                background.contrast(brightness.get(0), brightness.get(1), brightness.get(2)),
                around(contour, component.left(), component.top()),
                entropy(surface, filled));
    }

    private static Rect region(Component component) {
        return new Rect(
                component.left(),
                component.top(),
                component.labels().cols(),
                component.labels().rows());
    }

    private static List<Flake.Pixel> outline(Mat contour, int left, int top) {
        int[] coordinates = new int[2 * contour.rows()];
        new IntPointer(contour.data()).get(coordinates);
        List<Flake.Pixel> outline = new ArrayList<>(contour.rows());
        for (int i = 0; i < coordinates.length; i += 2) {
            outline.add(new Flake.Pixel(left + coordinates[i], top + coordinates[i + 1]));
        }
        return List.copyOf(outline);
    }

    private static Flake.Box box(List<Flake.Pixel> outline) {
        var across = outline.stream().mapToInt(Flake.Pixel::x).summaryStatistics();
        var down = outline.stream().mapToInt(Flake.Pixel::y).summaryStatistics();
        return new Flake.Box(
                across.getMin(), down.getMin(), across.getMax() + 1, down.getMax() + 1);
    }

    private static Flake.Rectangle around(Mat contour, int left, int top) {
        RotatedRect least = minAreaRect(contour);
        double width = least.size().width();
        double height = least.size().height();
        return new Flake.Rectangle(
                left + least.center().x(),
                top + least.center().y(),
                Math.min(width, height),
                Math.max(width, height));
    }

    /**
     * Of the surface away from the edge: the disk erodes the mask twice, if that leaves anything.
     */
    private static double entropy(Mat surface, Mat filled) {
        Mat grey = new Mat();
        cvtColor(surface, grey, COLOR_BGR2GRAY);
        Mat inner = new Mat();
        erode(filled, inner, Disk.kernel());
        erode(inner, inner, Disk.kernel());
        Mat counted = countNonZero(inner) > 0 ? inner : filled;
        return LocalEntropy.mean(bytes(grey), bytes(counted), grey.cols());
    }

    private static byte[] bytes(Mat mat) {
        byte[] bytes = new byte[Math.toIntExact(mat.total())];
        mat.data().get(bytes);
        return bytes;
    }
}
