package dev.sluice.worker.task.picture;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Encodes pictures. */
final class Jpeg {
    /** libjpeg's {@code JPEG_MAX_DIMENSION}; a long PNG may have more pixels in a row. */
    static final int LONGEST_SIDE = 65_500;

    private static final int QUALITY = 90;

    private Jpeg() {}

    static byte[] encode(Mat picture) {
        try (BytePointer encoded = new BytePointer();
                IntPointer options = new IntPointer(IMWRITE_JPEG_QUALITY, QUALITY)) {
            if (!imencode(".jpg", picture, encoded, options)) {
                throw new IllegalStateException(
                        "OpenCV encodes no JPEG of %d×%d"
                                .formatted(picture.cols(), picture.rows()));
            }
            byte[] bytes = new byte[Math.toIntExact(encoded.limit())];
            encoded.get(bytes);
            return bytes;
        }
    }
}
