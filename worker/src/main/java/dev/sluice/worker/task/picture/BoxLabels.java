package dev.sluice.worker.task.picture;

import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_SIMPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.getTextSize;
import static org.bytedeco.opencv.global.opencv_imgproc.putText;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Writes labels at boxes: black on a patch of the box's colour, where it hides the least. */
final class BoxLabels {
    /** Text height grows with the picture, which is most often seen scaled to a screen's width. */
    private static final double SCALE_PER_PIXEL = 0.75 / 1920;

    private static final double LEAST_SCALE = 0.45;

    /** With more labels than this nobody reads them, and comparing each to each takes long. */
    private static final int CROWD = 500;

    private final Mat canvas;
    private final double scale;
    private final int stroke;
    private final List<Box> boxes;
    private final List<Box> taken = new ArrayList<>();

    /**
     * @param boxes all of them, which labels hide only where there is no other place
     */
    BoxLabels(Mat canvas, List<Box> boxes) {
        this.canvas = canvas;
        this.boxes = boxes.size() > CROWD ? List.of() : boxes;
        this.scale =
                Math.max(LEAST_SCALE, SCALE_PER_PIXEL * Math.max(canvas.cols(), canvas.rows()));
        this.stroke = Math.max(1, (int) Math.round(2.2 * scale));
    }

    void write(String text, Box box, Palette.Colour colour) {
        try (PointerScope _ = new PointerScope()) {
            int[] below = new int[1];
            Size size = getTextSize(text, FONT_HERSHEY_SIMPLEX, scale, stroke, below);
            int margin = 1 + 2 * stroke;
            Box patch = place(box, size.width() + 2 * margin, size.height() + below[0] + margin);
            taken.add(patch);
            Rect area =
                    new Rect(
                            patch.left(),
                            patch.top(),
                            patch.right() - patch.left(),
                            patch.bottom() - patch.top());
            rectangle(canvas, area, colour.scalar(), FILLED, LINE_8, 0);
            putText(
                    canvas,
                    text,
                    new Point(patch.left() + margin, patch.bottom() - below[0]),
                    FONT_HERSHEY_SIMPLEX,
                    scale,
                    Palette.BLACK.scalar(),
                    stroke,
                    LINE_AA,
                    false);
        }
    }

    /** Above the box, else below it or beside it; always in the picture. */
    private Box place(Box box, int width, int height) {
        int above = box.top() - height;
        int before = box.left() - width;
        List<Box> wishes =
                Stream.of(
                                new At(box.left(), above),
                                new At(box.left(), box.bottom()),
                                new At(box.right(), box.top()),
                                new At(box.right(), box.bottom() - height),
                                new At(before, box.top()),
                                new At(before, box.bottom() - height),
                                new At(box.right() - width, above),
                                new At(box.right() - width, box.bottom()))
                        .map(at -> inside(at, width, height))
                        .toList();
        if (taken.size() > CROWD) {
            return wishes.getFirst();
        }
        // The first of the best: covering a label is worse than covering another box.
        return wishes.stream()
                .min(
                        Comparator.comparingLong((Box it) -> covered(it, taken))
                                .thenComparingLong(it -> covered(it, boxes)))
                .orElseThrow();
    }

    private record At(int x, int y) {}

    private Box inside(At at, int width, int height) {
        int left = Math.max(0, Math.min(at.x(), canvas.cols() - width));
        int top = Math.max(0, Math.min(at.y(), canvas.rows() - height));
        return new Box(left, top, left + width, top + height);
    }

    /** Pixels that a patch would hide of these. */
    private static long covered(Box patch, List<Box> others) {
        long pixels = 0;
        for (Box other : others) {
            int width =
                    Math.min(patch.right(), other.right()) - Math.max(patch.left(), other.left());
            int height =
                    Math.min(patch.bottom(), other.bottom()) - Math.max(patch.top(), other.top());
            pixels += (long) Math.max(0, width) * Math.max(0, height);
        }
        return pixels;
    }
}
