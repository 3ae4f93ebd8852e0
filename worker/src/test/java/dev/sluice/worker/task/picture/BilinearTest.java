package dev.sluice.worker.task.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.Sample;
import dev.sluice.ops.local.samples.Samples;
import dev.sluice.worker.input.picture.Matte;
import dev.sluice.worker.input.picture.PictureDecoder;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.task.picture.PictureInput.Color;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/** Every byte of the quick way is that of the plain way, which is written down here. */
class BilinearTest {
    private static final List<Float> MEAN = List.of(0.485f, 0.456f, 0.406f);
    private static final List<Float> STD = List.of(0.229f, 0.224f, 0.225f);

    private record Wanted(int width, int height, Color color, Tensor.Type type, boolean planes) {
        PictureInput made() {
            Region frame = new Region(0, 0, width, height);
            Encoding encoding =
                    new Encoding(
                            color,
                            type,
                            planes ? Layout.NCHW : Layout.NHWC,
                            new Normalization(255, MEAN, STD));
            Resize squash = new Resize(frame, new Fit.Squash(), Resampling.BILINEAR, false);
            return new PictureInput("image", squash, encoding, false, Matte.WHITE);
        }
    }

    /** Where the middle of an output pixel lies, and how far from the pixel before it. */
    private static double at(int i, int output, int input) {
        return Math.clamp((i + 0.5) * input / output - 0.5, 0, input - 1.0);
    }

    /** One channel of one pixel, 0 to 255. */
    private static int scaled(Mat bgr, int width, int height, int x, int y, int channel) {
        double column = at(x, width, bgr.cols());
        double row = at(y, height, bgr.rows());
        int left = (int) column;
        int upper = (int) row;
        int right = Math.min(left + 1, bgr.cols() - 1);
        int lower = Math.min(upper + 1, bgr.rows() - 1);
        double above = mix(bgr, upper, left, right, channel, column - left);
        double below = mix(bgr, lower, left, right, channel, column - left);
        return (int) Math.floor(above + (below - above) * (row - upper) + 0.5);
    }

    private static double mix(Mat bgr, int row, int left, int right, int channel, double part) {
        double a = value(bgr, row, left, channel);
        double b = value(bgr, row, right, channel);
        return a + (b - a) * part;
    }

    private static int value(Mat bgr, int row, int column, int channel) {
        return bgr.data().get(row * bgr.step() + column * 3L + channel) & 0xFF;
    }

    /** One channel of one pixel in the network's order. */
    private static int expected(Wanted input, Mat bgr, int x, int y, int channel) {
        int[] values = new int[3];
        for (int i = 0; i < 3; i++) {
            values[i] = scaled(bgr, input.width(), input.height(), x, y, i);
        }
        return switch (input.color()) {
            case BGR -> values[channel];
            case RGB -> values[2 - channel];
            case GRAY ->
                    (int)
                            Math.floor(
                                    0.114 * values[0]
                                            + 0.587 * values[1]
                                            + 0.299 * values[2]
                                            + 0.5);
        };
    }

    private static void assertExact(Wanted input, Mat bgr) {
        int channels = input.color().channels();
        int pixels = input.width() * input.height();
        ByteBuffer expected =
                ByteBuffer.allocate(pixels * channels * input.type().bytes())
                        .order(ByteOrder.nativeOrder());
        for (int i = 0; i < pixels; i++) {
            for (int channel = 0; channel < channels; channel++) {
                int value = expected(input, bgr, i % input.width(), i / input.width(), channel);
                int at = input.planes() ? channel * pixels + i : i * channels + channel;
                if (input.type() == Tensor.Type.UINT8) {
                    expected.put(at, (byte) value);
                } else {
                    float normalized = (value / 255f - MEAN.get(channel)) / STD.get(channel);
                    expected.putFloat(at * Float.BYTES, normalized);
                }
            }
        }
        assertThat(input.made().of(bgr).data()).isEqualTo(expected);
    }

    private static Wanted input(
            int width, int height, Color color, Tensor.Type type, boolean planes) {
        return new Wanted(width, height, color, type, planes);
    }

    @Example
    void theSamplePhotosInEveryFormANetworkMayWant() throws Exception {
        for (Sample photo : Samples.photos()) {
            try (Mat bgr = PictureDecoder.decode(photo.bytes())) {
                for (Color color : Color.values()) {
                    assertExact(input(224, 224, color, Tensor.Type.UINT8, false), bgr);
                }
                assertExact(input(224, 224, Color.RGB, Tensor.Type.UINT8, true), bgr);
                assertExact(input(224, 224, Color.RGB, Tensor.Type.FLOAT32, true), bgr);
                assertExact(input(224, 224, Color.BGR, Tensor.Type.FLOAT32, false), bgr);
            }
        }
    }

    @Property(tries = 400)
    void picturesOfAnySize(
            @ForAll @IntRange(min = 1, max = 70) int columns,
            @ForAll @IntRange(min = 1, max = 70) int rows,
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 40) int height,
            @ForAll Color color,
            @ForAll boolean planes,
            @ForAll boolean extremes,
            @ForAll long seed) {
        byte[] values = new byte[columns * rows * 3];
        new Random(seed).nextBytes(values);
        if (extremes) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (byte) (values[i] < 0 ? 0 : 255);
            }
        }
        try (Mat bgr = new Mat(rows, columns, opencv_core.CV_8UC3)) {
            bgr.data().put(values);
            assertExact(input(width, height, color, Tensor.Type.UINT8, planes), bgr);
            assertExact(input(width, height, color, Tensor.Type.FLOAT32, planes), bgr);
        }
    }

    @Example
    void aLineAndAPoint() {
        for (int[] size : new int[][] {{1, 1}, {1, 300}, {300, 1}, {224, 224}, {448, 448}}) {
            byte[] values = new byte[size[0] * size[1] * 3];
            new Random(size[0]).nextBytes(values);
            try (Mat bgr = new Mat(size[1], size[0], opencv_core.CV_8UC3)) {
                bgr.data().put(values);
                assertExact(input(224, 224, Color.RGB, Tensor.Type.UINT8, false), bgr);
            }
        }
    }

    @Example
    void theWarmUpsPixelsAreTakenAsTheyAre() {
        PictureInput planes = input(2, 1, Color.RGB, Tensor.Type.UINT8, true).made();

        assertThat(planes.of(new byte[] {1, 2, 3, 4, 5, 6}).data())
                .isEqualTo(ByteBuffer.wrap(new byte[] {1, 4, 2, 5, 3, 6}));
    }
}
