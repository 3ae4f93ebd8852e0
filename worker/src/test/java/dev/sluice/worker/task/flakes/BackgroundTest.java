package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

import java.util.List;

class BackgroundTest {
    @Test
    void isTheMeanOfTheWindowAroundTheCommonestValue() {
        float[] histogram = new float[256];
        histogram[100] = 50;
        histogram[103] = 30;
        histogram[105] = 20; // the last within 5
        histogram[106] = 49;
        histogram[95] = 10;
        histogram[94] = 49;
        assertThat(Background.mean(histogram).orElseThrow())
                .isCloseTo((50 * 100 + 30 * 103 + 20 * 105 + 10 * 95) / 110.0, within(1e-12));
    }

    @Test
    void valuesOutside20To230AreNeitherModeNorInTheWindow() {
        float[] histogram = new float[256];
        histogram[19] = 1000;
        histogram[231] = 1000;
        histogram[22] = 5;
        histogram[20] = 4;
        assertThat(Background.mean(histogram).orElseThrow())
                .isCloseTo((5 * 22 + 4 * 20) / 9.0, within(1e-12));
        histogram[22] = 0;
        histogram[20] = 0;
        histogram[229] = 3;
        histogram[230] = 1;
        assertThat(Background.mean(histogram).orElseThrow())
                .isCloseTo((3 * 229 + 230) / 4.0, within(1e-12));
    }

    @Test
    void ofEquallyCommonValuesTheDarkestIsTheMode() {
        float[] histogram = new float[256];
        histogram[60] = 7;
        histogram[160] = 7;
        assertThat(Background.mean(histogram)).contains(60.0);
    }

    @Test
    void isNothingWithoutAValueFrom20To230() {
        float[] histogram = new float[256];
        histogram[19] = 10;
        histogram[231] = 10;
        assertThat(Background.mean(histogram)).isEmpty();
    }

    @Test
    void oneUnusableChannelSpoilsThePicture() {
        try (Scalar tooRed = new Scalar(100, 120, 255, 0);
                Mat picture = new Mat(10, 10, CV_8UC3, tooRed)) {
            assertThat(Background.of(picture)).isEmpty();
        }
    }

    @Test
    void channelsAreBlueGreenRed() {
        try (Scalar colour = new Scalar(50, 100, 150, 0);
                Mat picture = new Mat(10, 10, CV_8UC3, colour)) {
            Background background = Background.of(picture).orElseThrow();
            assertThat(background).isEqualTo(new Background(50, 100, 150));
            assertThat(background.contrast(25, 100, 300)).isEqualTo(List.of(-0.5, 0.0, 1.0));
        }
    }
}
