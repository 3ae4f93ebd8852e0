package dev.sluice.worker.task.splats.gaussians;

import dev.sluice.worker.input.picture.OpenCv;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads photos as the trainer needs them, and writes pictures for people. */
final class Photos {
    static {
        OpenCv.load();
    }

    private Photos() {}

    /**
     * A photo without distortion, scaled down.
     *
     * @param longest of its sides then; a smaller photo stays as it is
     */
    static View view(ColmapModel.Shot shot, Path folder, int longest) throws IOException {
        Camera camera = shot.camera();
        double factor = Math.min(1, (double) longest / Math.max(camera.width(), camera.height()));
        int width = Math.max(32, (int) Math.round(camera.width() * factor));
        int height = Math.max(32, (int) Math.round(camera.height() * factor));
        Picture straight = camera.straight(bgr(folder.resolve(shot.name()), camera), width, height);
        Lens lens =
                camera.lens()
                        .times((float) width / camera.width(), (float) height / camera.height());
        return new View(shot.name(), lens, shot.pose(), Photo.of(straight));
    }

    /** Not turned by what EXIF says, for COLMAP does not, either. */
    private static byte[] bgr(Path file, Camera camera) throws IOException {
        int mode = opencv_imgcodecs.IMREAD_COLOR | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
        byte[] encoded = Files.readAllBytes(file);
        try (BytePointer bytes = new BytePointer(encoded);
                Mat wrapped = new Mat(1, encoded.length, 0, bytes);
                Mat mat = opencv_imgcodecs.imdecode(wrapped, mode)) {
            if (mat.cols() != camera.width() || mat.rows() != camera.height()) {
                throw new IOException(
                        "%s is %d x %d, not %d x %d as cameras.txt has it"
                                .formatted(
                                        file,
                                        mat.cols(),
                                        mat.rows(),
                                        camera.width(),
                                        camera.height()));
            }
            byte[] bgr = new byte[3 * mat.cols() * mat.rows()];
            mat.data().get(bgr);
            return bgr;
        }
    }

    /** Two pictures of one size beside each other, as PNG. */
    static void besides(Picture left, Picture right, Path file) throws IOException {
        int width = left.width() + right.width();
        byte[] bgr = new byte[3 * width * left.height()];
        paint(left, bgr, width, 0);
        paint(right, bgr, width, left.width());
        try (BytePointer bytes = new BytePointer(bgr);
                Mat mat = new Mat(left.height(), width, 16, bytes);
                BytePointer png = new BytePointer()) {
            if (!opencv_imgcodecs.imencode(".png", mat, png)) {
                throw new IOException("cannot encode " + file);
            }
            byte[] encoded = new byte[(int) png.limit()];
            png.get(encoded);
            Files.write(file, encoded);
        }
    }

    private static void paint(Picture picture, byte[] bgr, int width, int from) {
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < picture.height(); y++) {
                for (int x = 0; x < picture.width(); x++) {
                    float value = picture.rgb()[c * picture.pixels() + y * picture.width() + x];
                    bgr[3 * (y * width + from + x) + 2 - c] =
                            (byte) Math.round(255 * Math.clamp(value, 0f, 1f));
                }
            }
        }
    }
}
