package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_imgproc.medianBlur;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.jspecify.annotations.Nullable;

/**
 * A picture after the median filter: whole if it is searched whole, else each part as it is asked
 * for, the same in every pixel. Used by one thread at a time.
 */
final class Smooth implements AutoCloseable {
    /** Side of the median filter's square, px. */
    private static final int MEDIAN = 5;

    /** Pixels of the strips in which a large picture is walked through. */
    private static final int STRIP = 2_000_000;

    private final Mat picture;
    private final @Nullable Mat whole;

    private Smooth(Mat picture, @Nullable Mat whole) {
        this.picture = picture;
        this.whole = whole;
    }

    /**
     * @param picture BGR, 8 bits a channel, continuous; borrowed until closed
     * @param whole whether all of it is filtered and kept, 3 bytes a pixel
     */
    static Smooth of(Mat picture, boolean whole) {
        if (!whole) {
            return new Smooth(picture, null);
        }
        Mat smooth = new Mat();
        medianBlur(picture, smooth, MEDIAN);
        return new Smooth(picture, smooth);
    }

    int width() {
        return picture.cols();
    }

    int height() {
        return picture.rows();
    }

    /** All of it. */
    Mat whole() {
        if (whole == null) {
            throw new IllegalStateException("this picture is filtered by parts");
        }
        return whole;
    }

    /** How many rows a strip of it has: all of a picture that is kept whole. */
    int stripRows() {
        return whole != null ? height() : Math.max(1, STRIP / width());
    }

    /** Some rows, whole; the caller closes them. */
    Mat rows(int top, int bottom) {
        return whole != null
                ? whole.rowRange(top, bottom)
                : filtered(new Rect(0, top, width(), bottom - top));
    }

    /** A part, continuous; the caller closes it. */
    Mat part(Rect at) {
        boolean all = at.width() == width() && at.height() == height();
        return whole != null && all ? whole.rowRange(0, height()) : filtered(at);
    }

    /** With pixels around it that the filter looks at, unless the picture ends there. */
    private Mat filtered(Rect at) {
        int reach = MEDIAN / 2;
        int left = Math.max(0, at.x() - reach);
        int top = Math.max(0, at.y() - reach);
        int right = Math.min(width(), at.x() + at.width() + reach);
        int bottom = Math.min(height(), at.y() + at.height() + reach);
        try (PointerScope _ = new PointerScope()) {
            Mat around = new Mat();
            medianBlur(
                    picture.apply(new Rect(left, top, right - left, bottom - top)), around, MEDIAN);
            Mat part =
                    around.apply(new Rect(at.x() - left, at.y() - top, at.width(), at.height()))
                            .clone();
            part.retainReference();
            return part;
        }
    }

    @Override
    public void close() {
        if (whole != null) {
            whole.close();
        }
    }
}
