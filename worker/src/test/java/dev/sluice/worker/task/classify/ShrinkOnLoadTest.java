package dev.sluice.worker.task.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.Sample;
import dev.sluice.ops.local.samples.Samples;
import dev.sluice.worker.input.picture.PictureDecoder;
import dev.sluice.worker.input.picture.PictureHeader;
import dev.sluice.worker.input.picture.Shrink;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The shipped classifier, with and without {@code input.shrink}. */
class ShrinkOnLoadTest {
    private static final Path SHIPPED =
            Path.of(System.getProperty("sluice.home"), "worker", "pipelines");

    @TempDir Path repository;

    @BeforeEach
    void copyTheShippedPipelineAndAllowShrinking() throws Exception {
        Path copy = Files.createDirectories(repository.resolve("moderation"));
        for (String file : List.of("model.onnx", "labels.txt")) {
            Files.copy(SHIPPED.resolve("moderation").resolve(file), copy.resolve(file));
        }
        String yaml = Files.readString(SHIPPED.resolve("moderation/pipeline.yaml"));
        assertThat(yaml).contains("resize: squash}");
        Files.writeString(
                copy.resolve("pipeline.yaml"),
                yaml.replace("resize: squash}", "resize: squash, shrink: true}"));
    }

    /** A JPEG of the photo, this many px wide, with the detail of the small one. */
    private static byte[] jpeg(Sample photo, int width) throws Exception {
        try (Mat small = PictureDecoder.decode(photo.bytes());
                Mat large = new Mat();
                BytePointer file = new BytePointer()) {
            Size size = new Size(width, small.rows() * width / small.cols());
            opencv_imgproc.resize(small, large, size, 0, 0, opencv_imgproc.INTER_CUBIC);
            opencv_imgcodecs.imencode(new BytePointer(".jpg"), large, file);
            byte[] bytes = new byte[Math.toIntExact(file.limit())];
            file.get(bytes);
            return bytes;
        }
    }

    private static String best(Map<String, Double> confidences) {
        return Collections.max(confidences.entrySet(), Map.Entry.comparingByValue()).getKey();
    }

    /**
     * What the option costs, as README says it: shrinking smooths, the numbers expected of the
     * model rest on pixels that were not smoothed, and one photo of six changes sides.
     */
    @Test
    void ofSixLargePhotosFiveKeepTheirClassAndCameraDoesNot() throws Exception {
        List<String> changed = new ArrayList<>();
        try (Classifier whole = new Classifier(SHIPPED, "moderation");
                Classifier shrinking = new Classifier(repository, "moderation")) {
            for (Sample photo : Samples.photos()) {
                byte[] file = jpeg(photo, 3000);
                assertThat(Shrink.of(PictureHeader.read(file), OptionalInt.of(224)))
                        .isEqualTo(Shrink.EIGHTH);

                Map<String, Double> expected = whole.confidences(file);
                Map<String, Double> found = shrinking.confidences(file);

                assertThat(found).as("was shrunk: %s", photo.name()).isNotEqualTo(expected);
                if (!best(found).equals(best(expected))) {
                    changed.add(photo.name());
                }
            }
        }
        assertThat(changed).containsExactly("camera.png");
    }

    @Test
    void aPhotoThatCannotBeShrunkGetsTheSameNumbers() throws Exception {
        byte[] file = jpeg(Samples.photo("astronaut.png"), 440);
        try (Classifier whole = new Classifier(SHIPPED, "moderation");
                Classifier shrinking = new Classifier(repository, "moderation")) {
            assertThat(shrinking.confidences(file)).isEqualTo(whole.confidences(file));
        }
    }
}
