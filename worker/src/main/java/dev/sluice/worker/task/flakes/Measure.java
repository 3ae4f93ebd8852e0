package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.CV_32SC2;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_core.mean;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.arcLength;
import static org.bytedeco.opencv.global.opencv_imgproc.contourArea;
import static org.bytedeco.opencv.global.opencv_imgproc.convexHull;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.drawContours;
import static org.bytedeco.opencv.global.opencv_imgproc.erode;
import static org.bytedeco.opencv.global.opencv_imgproc.minAreaRect;

import dev.sluice.worker.task.picture.Box;

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

/** Measures one connected component and judges its shape. */
final class Measure {
    /**
     * A component and its surroundings: the least rectangle around it, plus {@link Disk#RADIUS}
     * pixels on each side unless the picture ends.
     *
     * @param contour its outer one, from the same origin as {@code around}
     * @param pixels how many it has
     * @param around its surroundings
     * @param origin where the picture has that origin
     */
    record Component(Mat contour, int pixels, Rect around, Point origin) {}

    private final Mat picture;
    private final Background background;
    private final int left;
    private final int top;

    /**
     * @param picture BGR after the median filter; borrowed
     */
    Measure(Mat picture, Background background) {
        this(picture, background, 0, 0);
    }

    /**
     * Of a part of a picture; flakes are told where the whole has them.
     *
     * @param left where the part lies in the whole
     * @param top likewise
     */
    Measure(Mat part, Background background, int left, int top) {
        this.picture = part;
        this.background = background;
        this.left = left;
        this.top = top;
    }

    /** Whether the shape is a flake's, and not that of a scratch or dirt. */
    boolean keeps(Mat contour) {
        try (PointerScope _ = new PointerScope()) {
            return ShapeFilter.keeps(confidence(contour));
        }
    }

    /** The flake with this contour, whatever its shape. */
    Flake flake(Component component, String thickness) {
        try (PointerScope _ = new PointerScope()) {
            Rect around = component.around();
            Mat contour = moved(component.contour(), -around.x(), -around.y());
            Mat mask = Mat.zeros(around.size(), CV_8UC1).asMat();
            drawContours(
                    mask,
                    new MatVector(contour),
                    0,
                    new Scalar(255),
                    FILLED,
                    8,
                    new Mat(),
                    0,
                    new Point(0, 0));
            return describe(component, mask, contour, thickness);
        }
    }

    private static double confidence(Mat contour) {
        Mat hull = new Mat();
        convexHull(contour, hull);
        return ShapeFilter.confidence(
                arcLength(contour, true), contourArea(contour), contourArea(hull));
    }

    private Flake describe(Component component, Mat filled, Mat contour, String thickness) {
        Rect around = component.around();
        int x = component.origin().x() + around.x();
        int y = component.origin().y() + around.y();
        List<Flake.Pixel> outline = outline(contour, left + x, top + y);
        Mat surface = picture.apply(new Rect(x, y, around.width(), around.height()));
        Scalar brightness = mean(surface, filled);
        return new Flake(
                thickness,
                confidence(contour),
                new Flake.Shape(box(outline), outline, around(contour, left + x, top + y)),
                new Flake.Surface(
                        component.pixels(),
                        countNonZero(filled),
                        background.contrast(
                                brightness.get(0), brightness.get(1), brightness.get(2)),
                        entropy(surface, filled)));
    }

    private static int[] coordinates(Mat contour) {
        int[] coordinates = new int[2 * contour.rows()];
        new IntPointer(contour.data()).get(coordinates);
        return coordinates;
    }

    /** The same contour from another origin; in the caller's scope. */
    static Mat moved(Mat contour, int right, int down) {
        int[] coordinates = coordinates(contour);
        for (int i = 0; i < coordinates.length; i += 2) {
            coordinates[i] += right;
            coordinates[i + 1] += down;
        }
        Mat moved = new Mat(contour.rows(), 1, CV_32SC2);
        new IntPointer(moved.data()).put(coordinates);
        return moved;
    }

    private static List<Flake.Pixel> outline(Mat contour, int left, int top) {
        int[] coordinates = coordinates(contour);
        List<Flake.Pixel> outline = new ArrayList<>(contour.rows());
        for (int i = 0; i < coordinates.length; i += 2) {
            outline.add(new Flake.Pixel(left + coordinates[i], top + coordinates[i + 1]));
        }
        return List.copyOf(outline);
    }

    private static Box box(List<Flake.Pixel> outline) {
        var across = outline.stream().mapToInt(Flake.Pixel::x).summaryStatistics();
        var down = outline.stream().mapToInt(Flake.Pixel::y).summaryStatistics();
        return new Box(across.getMin(), down.getMin(), across.getMax() + 1, down.getMax() + 1);
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
