package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.repeat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.local.samples.Micrograph;
import dev.sluice.ops.local.samples.Sample;
import dev.sluice.worker.fake.OneJob;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.task.Context;

import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Map;

/** A picture cut into windows: what is found in them, and what they hold. */
@Isolated("it measures the memory of this process")
class WindowedSearchTest {
    private static final Sample REAL =
            new Sample("flakes", "3b8bb1d5-7806-4c7d-b461-d52b47bf1f32.jpg");

    @ParameterizedTest
    @EnumSource(names = {"REGIONS", "CLASSICAL"})
    void aPictureCutSmallHasTheSameFlakes(Method method) throws Exception {
        byte[] generated = Micrograph.generate(7, 1500, 900, 1, 2, 3, 4, 2, 3, 1).png();
        try (FlakesPipeline whole = new FlakesPipeline(method);
                FlakesPipeline cut = new FlakesPipeline(method, new Window.Sizes(200, 60, 250))) {
            same(cut.document(generated), whole.document(generated));
            same(cut.document(REAL.bytes()), whole.document(REAL.bytes()));
        }
    }

    private static void same(JsonNode cut, JsonNode whole) {
        assertThat(whole.at("/detection_results/total_flakes").intValue()).isPositive();
        assertThat(cut).isEqualTo(whole);
    }

    @ParameterizedTest
    @EnumSource(names = {"REGIONS", "CLASSICAL"})
    void rule17_aLargePictureTakesAWindowsMemory(Method method) throws Exception {
        assumeTrue(NativeMemory.isCounted(), "this C library does not count what is allocated");
        try (Mat one = FlakesPipeline.decode(Micrograph.generate(3, 1000, 750, 1, 2, 3).png());
                Mat large = new Mat(3000, 4000, CV_8UC3)) {
            repeat(one, 4, 4, large);
            double whole = mostHeld(method, new Window.Sizes(4000, 0, 0), large);
            double cut = mostHeld(method, new Window.Sizes(600, 60, 200), large);
            assertThat(whole).isGreaterThan(5); // smooth, classes, masks, labels
            assertThat(cut).as("bytes a pixel; whole %f", whole).isLessThan(whole / 2.5);
        }
    }

    /** What a search holds beside its picture at its most, in native bytes for each pixel of it. */
    private static double mostHeld(Method method, Window.Sizes windows, Mat picture)
            throws Exception {
        try (FlakesPipeline pipeline = new FlakesPipeline(method, windows);
                Mat some = picture.rowRange(0, 700)) {
            Context job = OneJob.of(pipeline.model, Map.of());
            pipeline.task.search(new Picture(some), job); // what ONNX Runtime keeps is no picture's
            long most =
                    NativeMemory.mostWhile(() -> pipeline.task.search(new Picture(picture), job));
            return (double) most / picture.total();
        }
    }
}
