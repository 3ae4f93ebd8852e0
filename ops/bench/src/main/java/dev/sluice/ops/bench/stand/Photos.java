package dev.sluice.ops.bench.stand;

import dev.sluice.ops.local.samples.Sample;
import dev.sluice.ops.local.samples.Samples;
import dev.sluice.worker.input.Undecodable;
import dev.sluice.worker.input.picture.PictureDecoder;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

import java.util.List;

/**
 * The six everyday photos that come with Sluice, as JPEG of quality 90 in their own size (451×300
 * to 1000×872), which is what customers upload.
 */
public final class Photos {
    private static final int QUALITY = 90;
    private static final int SMALL = 128;

    private Photos() {}

    public static List<byte[]> jpegs() {
        return Samples.photos().stream().map(Photos::jpeg).toList();
    }

    /** The same photos 128 pixels wide: a few kilobytes, where the pictures are not the matter. */
    public static List<byte[]> small() {
        return Samples.photos().stream().map(Photos::small).toList();
    }

    private static byte[] small(Sample sample) {
        try (Mat picture = PictureDecoder.decode(sample.bytes());
                Mat small = new Mat()) {
            int height = SMALL * picture.rows() / picture.cols();
            opencv_imgproc.resize(picture, small, new Size(SMALL, height));
            return jpeg(small, sample);
        } catch (Undecodable e) {
            throw new IllegalStateException(sample.name() + " cannot be decoded", e);
        }
    }

    private static byte[] jpeg(Sample sample) {
        try (Mat picture = PictureDecoder.decode(sample.bytes())) {
            return jpeg(picture, sample);
        } catch (Undecodable e) {
            throw new IllegalStateException(sample.name() + " cannot be decoded", e);
        }
    }

    private static byte[] jpeg(Mat picture, Sample sample) {
        try (BytePointer encoded = new BytePointer();
                IntPointer quality =
                        new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_QUALITY, QUALITY)) {
            if (!opencv_imgcodecs.imencode(".jpg", picture, encoded, quality)) {
                throw new IllegalStateException("OpenCV cannot encode " + sample.name());
            }
            byte[] bytes = new byte[Math.toIntExact(encoded.limit())];
            encoded.get(bytes);
            return bytes;
        }
    }
}
