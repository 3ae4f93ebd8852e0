package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.sluice.worker.machine.Cpu;

import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

/** Cutting into tiles and joining loses, moves and mixes no pixel. */
class DistancesTest {
    private static final Background BACKGROUND = new Background(90, 120, 150);

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 0",
        "1920, 40, 1, 0",
        "1921, 41, 1, 0",
        "7, 33001, 1, 0",
        "2000, 1300, 1, 1"
    })
    void everyPixelGetsItsOwnClass(int width, int height, int lastCalls, int calls)
            throws Exception {
        byte[] pixels = pixels(3 * width * height);
        Reference reference = new Reference("Graphene");
        try (Cpu cpu = new Cpu(1);
                OrtModel model = new OrtModel(FlakesPipeline.graph());
                Mat picture = new Mat(height, width, CV_8UC3)) {
            picture.data().put(pixels);
            try (Mat map =
                    new Distances(cpu)
                            .classes(picture, new Distances.Question(BACKGROUND, 0, model, true))) {
                byte[] classes = new byte[width * height];
                map.data().get(classes);
                for (int i = 0; i < classes.length; i++) {
                    int right =
                            reference
                                    .classify(
                                            pixels[3 * i] & 0xff,
                                            pixels[3 * i + 1] & 0xff,
                                            pixels[3 * i + 2] & 0xff,
                                            BACKGROUND.toFloats())
                                    .type();
                    if (classes[i] != right) {
                        assertThat((int) classes[i]).as("pixel " + i).isEqualTo(right);
                    }
                }
                assertThat(model.lastCalls).isEqualTo(lastCalls);
                assertThat(model.calls).isEqualTo(calls);
            }
        }
    }

    /** Random colours, most of them near one of the classes. */
    private static byte[] pixels(int length) {
        Random random = new Random(1);
        double[][] means = {
            {-.071, -.14, -.137}, {-.152, -.264, -.248}, {-.216, -.368, -.347}, {0, 0, 0}
        };
        double[] background = {90, 120, 150};
        byte[] pixels = new byte[length];
        for (int i = 0; i < length; i += 3) {
            double[] mean = means[random.nextInt(means.length)];
            for (int c = 0; c < 3; c++) {
                double value = background[c] * (1 + mean[c]) + 3 * random.nextGaussian();
                pixels[i + c] = (byte) Math.round(value);
            }
        }
        return pixels;
    }
}
