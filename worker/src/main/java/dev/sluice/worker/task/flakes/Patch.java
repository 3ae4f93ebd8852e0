package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.bitwise_and;
import static org.bytedeco.opencv.global.opencv_core.bitwise_not;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.dilate;
import static org.bytedeco.opencv.global.opencv_imgproc.drawContours;
import static org.bytedeco.opencv.global.opencv_imgproc.erode;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * A part of the picture around one component, and masks in it. All native memory is the caller's
 * scope's.
 *
 * @param at where in the picture
 * @param pixels the component's own, 255 each
 * @param contour its outer one, from the patch's origin
 * @param filled and its holes
 * @param outline its outermost pixels
 */
record Patch(Rect at, Mat pixels, Mat contour, Mat filled, Mat outline) {
    /** Px around a component in which its substrate is looked for. */
    static final int MARGIN = 14;

    /** Sides of the squares between which the ring lies: clear of blur, yet near. */
    private static final int RING_OUTSIDE = 25;

    private static final int RING_INSIDE = 9;

    /** A core smaller than this says less than the whole. */
    private static final int LEAST_CORE = 40;

    /**
     * @param pixels the component's, 255 each, in {@code at}
     * @param contour from the same origin
     */
    static Patch of(Rect at, Mat pixels, Mat contour) {
        return new Patch(at, pixels, contour, drawn(at, contour, FILLED), drawn(at, contour, 1));
    }

    /** For measuring. */
    Measure.Component component(int size) {
        return new Measure.Component(
                contour, size, new Rect(0, 0, at.width(), at.height()), new Point(at.x(), at.y()));
    }

    private static Mat drawn(Rect at, Mat contour, int thickness) {
        Mat mask = Mat.zeros(at.size(), CV_8UC1).asMat();
        drawContours(
                mask,
                new MatVector(contour),
                0,
                new Scalar(255),
                thickness,
                8,
                new Mat(),
                0,
                new Point(0, 0));
        return mask;
    }

    /** Away from the edge, where nothing of the surroundings is mixed in. */
    Mat core() {
        Mat core = new Mat();
        erode(pixels, core, Disk.kernel());
        return countNonZero(core) < LEAST_CORE ? pixels : core;
    }

    /** The surroundings, near but not touching. */
    Mat ring() {
        Mat outside = new Mat();
        dilate(filled, outside, square(RING_OUTSIDE));
        Mat inside = new Mat();
        dilate(filled, inside, square(RING_INSIDE));
        bitwise_not(inside, inside);
        bitwise_and(outside, inside, outside);
        return outside;
    }

    /** Whether a square of this side fits in somewhere. */
    boolean isAsWideAs(int side) {
        Mat left = new Mat();
        erode(filled, left, square(side));
        return countNonZero(left) > 0;
    }

    private static Mat square(int side) {
        return new Mat(side, side, CV_8UC1, new Scalar(1));
    }
}
