package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.CV_32SC2;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.polylines;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;
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
import java.util.stream.IntStream;

/** Draws flakes over their picture: box, contour and label, one colour a layer class. */
final class Overlay {
    private static final int LINE = 2;
    private static final int THUMBNAIL = 256;
    private static final String TYPE = "image/jpeg";

    private final List<String> layers;

    /**
     * @param layers names of the classes, which choose the colours
     */
    Overlay(List<String> layers) {
        this.layers = layers;
    }

    /**
     * @param picture as uploaded; copied, not changed
     * @return the annotated picture and its thumbnail
     */
    List<Artifact> draw(Mat picture, List<Flake> flakes) {
        try (PointerScope _ = new PointerScope()) {
            Mat canvas = picture.clone();
            flakes.forEach(flake -> outline(canvas, flake));
            Labels labels = new Labels(canvas, flakes.stream().map(Flake::box).toList());
            // Last, so that no line crosses a label.
            flakes.forEach(flake -> labels.write(text(flake), flake.box(), colour(flake)));
            return List.of(
                    new Artifact("result.jpg", TYPE, Jpeg.encode(fit(canvas, Jpeg.LONGEST_SIDE))),
                    new Artifact("thumbnail.jpg", TYPE, Jpeg.encode(fit(canvas, THUMBNAIL))));
        }
    }

    private static String text(Flake flake) {
        // Rounded down: 100% would promise what a probability never does.
        return "%sL %d%%".formatted(flake.thickness(), (int) (100 * flake.confidence()));
    }

    private Palette.Colour colour(Flake flake) {
        return Palette.of(layers.indexOf(flake.thickness()));
    }

    private void outline(Mat canvas, Flake flake) {
        try (PointerScope _ = new PointerScope()) {
            Scalar colour = colour(flake).scalar();
            int[] coordinates =
                    flake.outline().stream()
                            .flatMapToInt(it -> IntStream.of(it.x(), it.y()))
                            .toArray();
            Mat points = new Mat(flake.outline().size(), 1, CV_32SC2);
            new IntPointer(points.data()).put(coordinates);
            polylines(canvas, new MatVector(points), true, colour, LINE, LINE_8, 0);
            Flake.Box box = flake.box();
            rectangle(
                    canvas,
                    new Rect(
                            new Point(box.left() - LINE, box.top() - LINE),
                            new Point(box.right() + LINE, box.bottom() + LINE)),
                    colour,
                    LINE,
                    LINE_8,
                    0);
        }
    }

    /** The picture, made smaller if its longer side is more than that. */
    private static Mat fit(Mat picture, int longest) {
        int side = Math.max(picture.cols(), picture.rows());
        if (side <= longest) {
            return picture;
        }
        double scale = (double) longest / side;
        Mat small = new Mat();
        Size size =
                new Size(
                        Math.max(1, (int) Math.round(picture.cols() * scale)),
                        Math.max(1, (int) Math.round(picture.rows() * scale)));
        resize(picture, small, size, 0, 0, INTER_AREA);
        return small;
    }
}
