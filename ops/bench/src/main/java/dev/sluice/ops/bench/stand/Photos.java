package dev.sluice.ops.bench.stand;

import dev.sluice.ops.local.samples.Sample;
import dev.sluice.ops.local.samples.Samples;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

import java.util.List;

/**
 * The six everyday photos that come with Sluice, as JPEG of quality 90 in their own size (451×300
 * to 1000×872), which is what customers upload.
 */
public final class Photos {
    private static final int QUALITY = 90;

    private Photos() {}

    public static List<byte[]> jpegs() {
        return Samples.photos().stream().map(Photos::jpeg).toList();
    }

    private static byte[] jpeg(Sample sample) {
        byte[] file = sample.bytes();
        try (BytePointer stored = new BytePointer(file);
                Mat encoded = new Mat(1, file.length, opencv_core.CV_8UC1, stored);
                Mat picture = opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR);
                BytePointer jpeg = new BytePointer();
                IntPointer quality =
                        new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_QUALITY, QUALITY)) {
            if (!opencv_imgcodecs.imencode(".jpg", picture, jpeg, quality)) {
                throw new IllegalStateException("OpenCV cannot encode " + sample.name());
            }
            byte[] bytes = new byte[Math.toIntExact(jpeg.limit())];
            jpeg.get(bytes);
            return bytes;
        }
    }
}
