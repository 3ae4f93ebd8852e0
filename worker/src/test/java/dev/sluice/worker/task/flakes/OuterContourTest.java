package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CMP_EQ;
import static org.bytedeco.opencv.global.opencv_core.CV_32S;
import static org.bytedeco.opencv.global.opencv_core.CV_32SC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.compare;
import static org.bytedeco.opencv.global.opencv_imgproc.CCL_DEFAULT;
import static org.bytedeco.opencv.global.opencv_imgproc.CHAIN_APPROX_SIMPLE;
import static org.bytedeco.opencv.global.opencv_imgproc.RETR_EXTERNAL;
import static org.bytedeco.opencv.global.opencv_imgproc.connectedComponentsWithStatsWithAlgorithm;
import static org.bytedeco.opencv.global.opencv_imgproc.findContours;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

import java.util.Random;

class OuterContourTest {
    @Property(tries = 200)
    void itIsWhatOpenCvFindsInAMaskOfTheComponent(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 24) int width,
            @ForAll @IntRange(min = 1, max = 24) int height,
            @ForAll @IntRange(min = 5, max = 95) int percent) {
        Random random = new Random(seed);
        byte[] pixels = new byte[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (random.nextInt(100) < percent ? 255 : 0);
        }
        try (PointerScope _ = new PointerScope()) {
            Mat mask = new Mat(height, width, CV_8UC1);
            mask.data().put(pixels);
            Mat labels = new Mat();
            Mat stats = new Mat();
            int count =
                    connectedComponentsWithStatsWithAlgorithm(
                            mask, labels, stats, new Mat(), 4, CV_32S, CCL_DEFAULT);
            OuterContour outer = new OuterContour(labels);
            IntPointer numbers = new IntPointer(stats.data());
            for (int label = 1; label < count; label++) {
                long row = (long) label * stats.cols();
                Rect box =
                        new Rect(
                                numbers.get(row),
                                numbers.get(row + 1),
                                numbers.get(row + 2),
                                numbers.get(row + 3));
                assertThat(points(outer.of(label, box))).isEqualTo(points(only(labels, label)));
            }
        }
    }

    private static Mat only(Mat labels, int label) {
        Mat mask = new Mat();
        compare(labels, new Mat(1, 1, CV_32SC1, new Scalar(label)), mask, CMP_EQ);
        MatVector contours = new MatVector();
        findContours(mask, contours, RETR_EXTERNAL, CHAIN_APPROX_SIMPLE);
        assertThat(contours.size()).isEqualTo(1);
        return contours.get(0);
    }

    private static int[] points(Mat contour) {
        int[] points = new int[2 * contour.rows()];
        new IntPointer(contour.data()).get(points);
        return points;
    }
}
