package dev.sluice.worker.task.picture;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * OpenCV's {@code resize} itself, with its weights of 11 bits. Ultralytics scales by it into a
 * letterbox; {@link Bilinear}, rounded otherwise by one level here and there, moves the score of a
 * box by up to 0.0017.
 */
final class OpenCvBilinear {
    private OpenCvBilinear() {}

    /** Scales a whole picture of three channels to a place that lies within the frame. */
    static void scale(Mat picture, Region to, PixelRows rows) {
        byte[] row = new byte[to.width() * 3];
        int[] blue = new int[to.width()];
        int[] green = new int[to.width()];
        int[] red = new int[to.width()];
        try (Mat scaled = new Mat();
                Size size = new Size(to.width(), to.height())) {
            resize(picture, scaled, size, 0, 0, INTER_LINEAR);
            for (int y = 0; y < to.height(); y++) {
                try (BytePointer pixels = scaled.ptr(y)) {
                    pixels.get(row);
                }
                for (int x = 0; x < to.width(); x++) {
                    blue[x] = row[3 * x] & 0xFF;
                    green[x] = row[3 * x + 1] & 0xFF;
                    red[x] = row[3 * x + 2] & 0xFF;
                }
                rows.row(to.y() + y, blue, green, red);
            }
        }
    }
}
