package dev.sluice.worker.input.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.ops.local.samples.OddPictures;
import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.worker.input.Size;
import dev.sluice.worker.input.Undecodable;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

class PictureDecoderTest {
    private static final PictureLimits LIMITS = new PictureLimits(40_000_000, 12);
    private static final BufferedImage SUBJECT = OddPictures.subject();

    /** As the flow does it: size, header, decoding. */
    private static Mat decode(byte[] file) throws Undecodable {
        PictureDecoder.header(file, LIMITS);
        return PictureDecoder.decode(file);
    }

    private static Optional<FailureReason> refusal(byte[] file) {
        Optional<FailureReason> refused = Size.refused(file.length, 50_000_000);
        if (refused.isPresent()) {
            return refused;
        }
        Undecodable thrown =
                catchThrowableOfType(
                        Undecodable.class,
                        () -> {
                            try (Mat picture = decode(file)) {
                                assertThat(picture.empty()).isFalse();
                            }
                        });
        return Optional.ofNullable(thrown).map(Undecodable::reason);
    }

    @ParameterizedTest
    @EnumSource(OddPictures.class)
    void everyOddPictureIsReadUprightOrRefusedWithItsCode(OddPictures odd) throws Undecodable {
        Optional<FailureReason> refused = refusal(odd.bytes());

        assertThat(refused.map(FailureReason::code)).isEqualTo(odd.failureCode());
        if (refused.isPresent()) {
            assertThat(refused.get().sentence()).endsWith(".").doesNotContain("null", "Exception");
            return;
        }
        try (Mat picture = decode(odd.bytes())) {
            assertThat(picture.cols()).isEqualTo(odd.width());
            assertThat(picture.rows()).isEqualTo(odd.height());
            assertThat(picture.channels()).isEqualTo(3);
            assertThat(picture.depth()).isZero(); // 8 bits
            assertThat(picture.isContinuous()).isTrue();
        }
    }

    /** Forms that keep the subject's colours, but for what JPEG loses. */
    @ParameterizedTest
    @EnumSource(
            value = OddPictures.class,
            mode = Mode.MATCH_ANY,
            names = {
                "PLAIN_JPEG",
                "PROGRESSIVE_JPEG",
                "CMYK_JPEG",
                "JPEG_WITH_TRAILING_BYTES",
                "EXIF_.*",
                "RGB_16_BIT_PNG",
                "BMP"
            })
    void theContentIsTheSubjects(OddPictures odd) throws Undecodable {
        assertThat(difference(odd, false)).isLessThan(4);
    }

    @ParameterizedTest
    @EnumSource(
            value = OddPictures.class,
            names = {"PALETTE_PNG", "GIF"})
    void theContentIsTheSubjectsInFewerColours(OddPictures odd) throws Undecodable {
        assertThat(difference(odd, false)).isLessThan(26); // steps of 51
    }

    @ParameterizedTest
    @EnumSource(
            value = OddPictures.class,
            names = {"GREY_PNG", "GREY_16_BIT_PNG"})
    void greyBecomesThreeEqualChannels(OddPictures odd) throws Undecodable {
        try (Mat picture = decode(odd.bytes())) {
            byte[] pixels = pixels(picture);
            for (int i = 0; i < pixels.length; i += 3) {
                assertThat(pixels[i] == pixels[i + 1] && pixels[i] == pixels[i + 2]).isTrue();
            }
        }
        assertThat(difference(odd, true)).isLessThan(6);
    }

    @Test
    void anotherTurnWouldBeNoticed() throws Undecodable {
        // the comparison above is no formality: upside down the difference is large
        try (Mat picture = decode(OddPictures.PLAIN_JPEG.bytes())) {
            byte[] pixels = pixels(picture);
            byte[] turned = new byte[pixels.length];
            for (int i = 0; i < pixels.length; i += 3) {
                System.arraycopy(pixels, i, turned, pixels.length - 3 - i, 3);
            }
            assertThat(difference(turned, false)).isGreaterThan(20);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = OddPictures.class,
            names = {"WEBP", "LOSSLESS_WEBP"})
    void webpHasTheContentOfItsPhoto(OddPictures odd) throws Undecodable {
        try (Mat lossy = decode(OddPictures.WEBP.bytes());
                Mat lossless = decode(OddPictures.LOSSLESS_WEBP.bytes());
                Mat picture = decode(odd.bytes())) {
            byte[] a = pixels(lossy);
            byte[] b = pixels(lossless);
            long sum = 0;
            for (int i = 0; i < a.length; i++) {
                sum += Math.abs((a[i] & 0xFF) - (b[i] & 0xFF));
            }
            assertThat((double) sum / a.length).isLessThan(8);
            byte[] pixels = pixels(picture);
            assertThat(Arrays.hashCode(pixels)).isNotEqualTo(Arrays.hashCode(new byte[a.length]));
        }
    }

    /** Mean difference to the subject over all channels, 0 to 255. */
    private static double difference(OddPictures odd, boolean grey) throws Undecodable {
        try (Mat picture = decode(odd.bytes())) {
            return difference(pixels(picture), grey);
        }
    }

    private static double difference(byte[] bgr, boolean grey) {
        long sum = 0;
        int at = 0;
        for (int y = 0; y < SUBJECT.getHeight(); y++) {
            for (int x = 0; x < SUBJECT.getWidth(); x++) {
                Color color = new Color(SUBJECT.getRGB(x, y));
                int luma =
                        (int)
                                Math.round(
                                        0.299 * color.getRed()
                                                + 0.587 * color.getGreen()
                                                + 0.114 * color.getBlue());
                sum += Math.abs((bgr[at++] & 0xFF) - (grey ? luma : color.getBlue()));
                sum += Math.abs((bgr[at++] & 0xFF) - (grey ? luma : color.getGreen()));
                sum += Math.abs((bgr[at++] & 0xFF) - (grey ? luma : color.getRed()));
            }
        }
        return (double) sum / bgr.length;
    }

    private static byte[] pixels(Mat picture) {
        byte[] pixels = new byte[picture.cols() * picture.rows() * 3];
        picture.data().get(pixels);
        return pixels;
    }

    @Test
    void theHeaderTellsTheSizeOfTheHugePictureWithoutDecodingIt() throws Exception {
        PictureHeader header = PictureHeader.read(OddPictures.HUGE_PNG.bytes());

        assertThat(header)
                .isEqualTo(new PictureHeader(PictureHeader.Format.PNG, 60_000, 60_000, true));
        assertThat(refusal(OddPictures.HUGE_PNG.bytes()).orElseThrow().sentence())
                .startsWith("The picture has 60000×60000 = 3600.0 million pixels");
    }

    @Test
    void aFileOverTheLimitIsRefusedByItsSize() {
        assertThat(Size.refused(50_000_000, 50_000_000)).isEmpty();
        assertThat(Size.refused(50_000_001, 50_000_000).map(FailureReason::code))
                .contains("too-many-bytes");
    }

    @ParameterizedTest
    @EnumSource(
            value = OddPictures.class,
            names = {"PLAIN_JPEG", "RGBA_PNG", "GIF", "BMP", "WEBP", "LOSSLESS_WEBP"})
    void aFileThatWasCutOffIsRefused(OddPictures odd) {
        byte[] whole = odd.bytes();
        for (int eighths = 1; eighths < 8; eighths++) {
            byte[] part = Arrays.copyOf(whole, whole.length * eighths / 8);
            assertThat(refusal(part).map(FailureReason::code))
                    .as("%d of 8", eighths)
                    .contains("corrupt-picture");
        }
    }

    @Property(tries = 300)
    void damagedHeadersAreReadOrRefusedAndNothingElse(
            @ForAll @IntRange(min = 0, max = 7) int which,
            @ForAll @IntRange(min = 0, max = 63) int at,
            @ForAll byte value,
            @ForAll @IntRange(min = 0, max = 300) int length) {
        byte[] file = FILES[which].clone();
        file[at] = value;
        byte[] part = Arrays.copyOf(file, Math.min(file.length, length));
        for (byte[] damaged : new byte[][] {file, part}) {
            try {
                assertThat(PictureHeader.read(damaged).pixels()).isPositive();
            } catch (PictureHeader.Unreadable expected) {
                assertThat(expected.kind()).isNotNull();
            }
        }
    }

    private static final byte[][] FILES = {
        OddPictures.PLAIN_JPEG.bytes(),
        OddPictures.EXIF_ORIENTATION_6.bytes(),
        OddPictures.GREY_PNG.bytes(),
        OddPictures.GIF.bytes(),
        OddPictures.BMP.bytes(),
        OddPictures.WEBP.bytes(),
        OddPictures.LOSSLESS_WEBP.bytes(),
        OddPictures.TIFF.bytes()
    };

    @Test
    void everySampleIsRead() throws Undecodable {
        for (var sample : Samples.photos()) {
            try (Mat picture = decode(sample.bytes())) {
                PictureHeader header = PictureDecoder.header(sample.bytes(), LIMITS);
                assertThat(picture.cols()).isEqualTo(header.width());
                assertThat(picture.rows()).isEqualTo(header.height());
            }
        }
    }

    @Test
    void aJpegWithTwoSizesIsRefusedForDecodersTakeTheFirstAndGuardsTheLast() throws Exception {
        byte[] jpeg = OddPictures.PLAIN_JPEG.bytes();
        int frame = frameHeader(jpeg);
        int length = ((jpeg[frame + 2] & 0xFF) << 8 | (jpeg[frame + 3] & 0xFF)) + 2;
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.write(jpeg, 0, jpeg.length - 2);
        bomb.write(jpeg, frame, length); // a small, innocent size at the end
        bomb.write(jpeg, jpeg.length - 2, 2);
        byte[] file = bomb.toByteArray();
        file[frame + 5] = 0x4E; // 20,000 rows
        file[frame + 6] = 0x20;

        assertThatThrownBy(() -> PictureHeader.read(file))
                .isInstanceOf(PictureHeader.Unreadable.class)
                .hasMessageContaining("two sizes");
    }

    private static int frameHeader(byte[] jpeg) {
        for (int i = 2; i < jpeg.length; i++) {
            if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == 0xC0) {
                return i;
            }
        }
        throw new AssertionError("no baseline frame");
    }
}
