package dev.sluice.worker.input.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.OddPictures;
import dev.sluice.worker.input.picture.PictureHeader.Format;

import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.util.OptionalInt;

class ShrinkTest {
    private static final OptionalInt EVERYTHING = OptionalInt.empty();

    private static PictureHeader header(Format format, int width, int height) {
        return new PictureHeader(
                format,
                width,
                height,
                true,
                new PictureHeader.Coding(format == Format.JPEG, 1, false, false, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "4000, 3000, 224, EIGHTH",
        "1792, 1792, 224, EIGHTH",
        "1784, 4000, 224, QUARTER", // an eighth would be 223
        "1785, 4000, 224, EIGHTH", // libjpeg rounds up: 223.125 makes 224
        "4000, 450, 224, HALF",
        "448, 448, 224, HALF",
        "446, 4000, 224, NONE",
        "100, 100, 224, NONE",
        "1, 1, 1, EIGHTH"
    })
    void neitherSideBecomesShorterThanNeeded(int width, int height, int side, Shrink expected) {
        assertThat(Shrink.of(header(Format.JPEG, width, height), OptionalInt.of(side)))
                .isEqualTo(expected);
    }

    @Test
    void onlyJpegsOfTasksThatAllowItAreShrunk() {
        assertThat(Shrink.of(header(Format.JPEG, 4000, 3000), EVERYTHING)).isEqualTo(Shrink.NONE);
        for (Format format : Format.values()) {
            if (format != Format.JPEG) {
                assertThat(Shrink.of(header(format, 4000, 3000), OptionalInt.of(9)))
                        .isEqualTo(Shrink.NONE);
            }
        }
    }

    @Test
    void lessMemoryIsNeededUnlessTheDecoderKeepsTheWholePicture() throws Exception {
        PictureHeader plain = PictureHeader.read(OddPictures.PLAIN_JPEG.bytes());
        PictureHeader progressive = PictureHeader.read(OddPictures.PROGRESSIVE_JPEG.bytes());

        assertThat(Shrink.NONE.pixelsHeld(plain)).isEqualTo(448 * 288);
        assertThat(Shrink.EIGHTH.pixelsHeld(plain)).isEqualTo(56 * 36);
        assertThat(Shrink.EIGHTH.pixelsHeld(progressive)).isEqualTo(448 * 288);
        assertThat(Shrink.EIGHTH.pixels(progressive)).isEqualTo(56 * 36);
    }

    @ParameterizedTest
    @EnumSource(
            value = OddPictures.class,
            mode = Mode.MATCH_ANY,
            names = {"PLAIN_JPEG", "PROGRESSIVE_JPEG", "CMYK_JPEG", "EXIF_.*"})
    void aShrunkPictureIsUprightAndTheMeanOfItsPixels(OddPictures odd) throws Exception {
        byte[] file = odd.bytes();
        PictureHeader header = PictureHeader.read(file);
        try (Mat whole = PictureDecoder.decode(file)) {
            for (Shrink shrink : Shrink.values()) {
                try (Mat shrunk = PictureDecoder.decode(file, header, shrink)) {
                    int by = odd.width() / shrunk.cols();
                    assertThat(by).isEqualTo(1 << shrink.ordinal());
                    assertThat(shrunk.rows()).isEqualTo(odd.height() / by);
                    assertThat(shrunk.isContinuous()).isTrue();
                    assertThat(shrink.pixels(header)).isEqualTo(shrunk.total());
                    assertThat(difference(whole, shrunk, by)).isLessThan(by == 1 ? 1e-9 : 3);
                }
            }
        }
    }

    /** Mean difference between a shrunk picture and the means of the squares it stands for. */
    private static double difference(Mat whole, Mat shrunk, int by) {
        double sum = 0;
        for (int y = 0; y < shrunk.rows(); y++) {
            for (int x = 0; x < shrunk.cols(); x++) {
                for (int channel = 0; channel < 3; channel++) {
                    double mean = 0;
                    for (int i = 0; i < by * by; i++) {
                        mean += value(whole, y * by + i / by, x * by + i % by, channel);
                    }
                    sum += Math.abs(mean / (by * by) - value(shrunk, y, x, channel));
                }
            }
        }
        return sum / (shrunk.total() * 3);
    }

    private static int value(Mat picture, int row, int column, int channel) {
        return picture.data().get(row * picture.step() + column * 3L + channel) & 0xFF;
    }
}
