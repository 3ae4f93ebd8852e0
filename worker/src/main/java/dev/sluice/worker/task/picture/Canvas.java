package dev.sluice.worker.task.picture;

import static org.bytedeco.opencv.global.opencv_core.CV_32SC2;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.polylines;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.sluice.worker.output.Artifact;

import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

import java.util.List;

/** A copy of an upload's picture with what was found drawn upon it. */
public final class Canvas implements AutoCloseable {
    private static final int LINE = 2;
    private static final int THUMBNAIL = 256;
    private static final String TYPE = "image/jpeg";

    private final Mat mat;

    /**
     * @param picture copied, not changed
     */
    public Canvas(Mat picture) {
        this.mat = picture.clone();
    }

    /** A label of a box. */
    public record Label(String text, Box box, Palette.Colour colour) {}

    /** Draws around a box, 2 px wide, outside of it. */
    public void rectangle(Box box, Palette.Colour colour) {
        try (PointerScope _ = new PointerScope()) {
            org.bytedeco.opencv.global.opencv_imgproc.rectangle(
                    mat,
                    new Rect(
                            new Point(box.left() - LINE, box.top() - LINE),
                            new Point(box.right() + LINE, box.bottom() + LINE)),
                    colour.scalar(),
                    LINE,
                    LINE_8,
                    0);
        }
    }

    /**
     * Draws a closed contour, 2 px wide.
     *
     * @param coordinates of its corners, x before y
     */
    public void polygon(int[] coordinates, Palette.Colour colour) {
        try (PointerScope _ = new PointerScope()) {
            Scalar scalar = colour.scalar();
            Mat points = new Mat(coordinates.length / 2, 1, CV_32SC2);
            new IntPointer(points.data()).put(coordinates);
            polylines(mat, new MatVector(points), true, scalar, LINE, LINE_8, 0);
        }
    }

    /** Writes all labels; call last, so that no line crosses one. */
    public void labels(List<Label> labels) {
        BoxLabels places = new BoxLabels(mat, labels.stream().map(Label::box).toList());
        labels.forEach(label -> places.write(label.text(), label.box(), label.colour()));
    }

    /** {@code result.jpg}, the whole picture, and {@code thumbnail.jpg}, at most 256 px a side. */
    public List<Artifact> artifacts() {
        try (PointerScope _ = new PointerScope()) {
            return List.of(
                    new Artifact("result.jpg", TYPE, Jpeg.encode(fit(Jpeg.LONGEST_SIDE))),
                    new Artifact("thumbnail.jpg", TYPE, Jpeg.encode(fit(THUMBNAIL))));
        }
    }

    /** The picture, made smaller if its longer side is more than that. */
    private Mat fit(int longest) {
        int side = Math.max(mat.cols(), mat.rows());
        if (side <= longest) {
            return mat;
        }
        double scale = (double) longest / side;
        Mat small = new Mat();
        Size size =
                new Size(
                        Math.max(1, (int) Math.round(mat.cols() * scale)),
                        Math.max(1, (int) Math.round(mat.rows() * scale)));
        resize(mat, small, size, 0, 0, INTER_AREA);
        return small;
    }

    @Override
    public void close() {
        mat.close();
    }
}
