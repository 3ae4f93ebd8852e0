package dev.sluice.worker.input.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.OddPictures;
import dev.sluice.worker.input.Undecodable;

import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** What is judged is what a viewer shows. */
class SeenPicturesTest {
    private static final byte[] PALETTE = {16, 32, 48, 64, 80, 96};

    private static List<Integer> bgr(byte[] file, Matte matte) throws Exception {
        try (Mat picture =
                PictureDecoder.decode(file, PictureHeader.read(file), Shrink.NONE, matte)) {
            assertThat(picture.channels()).isEqualTo(3);
            assertThat(picture.depth()).isZero();
            byte[] pixels = new byte[6];
            picture.data().get(pixels);
            return Stream.of(0, 1, 2, 3, 4, 5).map(i -> pixels[i] & 0xFF).toList();
        }
    }

    /** The first pixel lets white through, wholly or by half; the second is opaque. */
    static Stream<Arguments> transparent() throws IOException {
        byte[] clearGrey = {0, 64};
        return Stream.of(
                Arguments.of(
                        "RGBA",
                        new TinyPng(8, 6).of(16, 32, 48, 128, 64, 80, 96, 255),
                        List.of(151, 143, 135, 96, 80, 64)),
                Arguments.of(
                        "RGBA, 16 bits",
                        new TinyPng(16, 6)
                                .of(16, 0, 32, 0, 48, 0, 128, 0, 64, 0, 80, 0, 96, 0, 255, 255),
                        List.of(151, 143, 135, 96, 80, 64)),
                Arguments.of(
                        "grey and alpha",
                        new TinyPng(8, 4).of(64, 128, 80, 255),
                        List.of(159, 159, 159, 80, 80, 80)),
                Arguments.of(
                        "grey and alpha, 16 bits",
                        new TinyPng(16, 4).of(64, 0, 128, 0, 80, 0, 255, 255),
                        List.of(159, 159, 159, 80, 80, 80)),
                Arguments.of(
                        "palette",
                        new TinyPng(8, 3).chunk("PLTE", PALETTE).chunk("tRNS", (byte) 128).of(0, 1),
                        List.of(151, 143, 135, 96, 80, 64)),
                Arguments.of(
                        "a clear grey",
                        new TinyPng(8, 0).chunk("tRNS", clearGrey).of(64, 128),
                        List.of(255, 255, 255, 128, 128, 128)),
                Arguments.of(
                        "a clear grey of 16 bits",
                        new TinyPng(16, 0).chunk("tRNS", (byte) 64, (byte) 0).of(64, 0, 64, 200),
                        List.of(255, 255, 255, 65, 65, 65)),
                Arguments.of(
                        "a clear grey of 1 bit",
                        new TinyPng(1, 0).chunk("tRNS", (byte) 0, (byte) 0).of(0x40),
                        List.of(255, 255, 255, 255, 255, 255)),
                Arguments.of(
                        "a clear colour",
                        new TinyPng(8, 2)
                                .chunk("tRNS", new byte[] {0, 16, 0, 32, 0, 48})
                                .of(16, 32, 48, 64, 80, 96),
                        List.of(255, 255, 255, 96, 80, 64)),
                Arguments.of("GIF", gif(), List.of(255, 255, 255, 96, 80, 64)),
                Arguments.of(
                        "WebP",
                        Base64.getDecoder()
                                .decode(
                                        "UklGRjYAAABXRUJQVlA4TCkAAAAvA0AAEBcgFkxD9wjSSEyahs5hG4UE"
                                                + "aSizxKqAoOg500Ok//Ckqoj+hwA="),
                        List.of(151, 143, 135, 96, 80, 64)));
    }

    private static byte[] gif() throws IOException {
        IndexColorModel colours = new IndexColorModel(1, 2, PALETTE, 0, false, 0);
        BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, colours);
        picture.getRaster().setSample(1, 0, 0, 1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            assertThat(ImageIO.write(picture, "gif", out)).isTrue();
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("transparent")
    void whatIsTransparentIsSeenOnWhite(String form, byte[] file, List<Integer> seen)
            throws Exception {
        assertThat(bgr(file, Matte.WHITE)).isEqualTo(seen);
    }

    @Test
    void theColourBehindIsTheTasks() throws Exception {
        byte[] clear = new TinyPng(8, 6).of(16, 32, 48, 0, 64, 80, 96, 255);

        assertThat(bgr(clear, Matte.parse("#010203").orElseThrow()))
                .containsExactly(3, 2, 1, 96, 80, 64);
        assertThat(bgr(clear, Matte.parse("Black").orElseThrow()).subList(0, 3)).containsOnly(0);
        assertThat(Matte.parse("mauve")).isEmpty();
        assertThat(Matte.parse("#12345")).isEmpty();
    }

    @Test
    void sixteenBitsAreScaledNotCut() throws Exception {
        // 0x01FF = 511: a 257th is 1.99; 0x80FF = 33023: 128.49; 0xFE80: 253.51 without the cut 254
        assertThat(
                        bgr(
                                new TinyPng(16, 2)
                                        .of(
                                                1, 0xFF, 0x80, 0xFF, 0xFE, 0x80, 0, 0x80, 0, 0x81,
                                                255, 255),
                                Matte.WHITE))
                .containsExactly(254, 128, 2, 255, 1, 0);
        assertThat(bgr(new TinyPng(16, 0).of(1, 0xFF, 0, 0x81), Matte.WHITE))
                .containsExactly(2, 2, 2, 1, 1, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aTransparentPictureIsTurnedAsAnOpaqueOneIs(int orientation) throws Exception {
        byte[] exif = {
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) orientation,
            0,
            0,
            0,
            0,
            0,
            0
        };
        byte[] opaque = new TinyPng(8, 2).chunk("eXIf", exif).of(16, 32, 48, 64, 80, 96);
        byte[] alpha = new TinyPng(8, 6).chunk("eXIf", exif).of(16, 32, 48, 255, 64, 80, 96, 255);

        assertThat(bgr(alpha, Matte.WHITE)).isEqualTo(bgr(opaque, Matte.WHITE));
        try (Mat picture = PictureDecoder.decode(alpha)) {
            assertThat(picture.rows()).isEqualTo(orientation < 5 ? 1 : 2);
        }
    }

    @Test
    void opaquePicturesTakeTheShortWay() throws Exception {
        for (OddPictures odd :
                List.of(
                        OddPictures.PLAIN_JPEG,
                        OddPictures.GREY_PNG,
                        OddPictures.PALETTE_PNG,
                        OddPictures.GIF,
                        OddPictures.BMP,
                        OddPictures.WEBP,
                        OddPictures.LOSSLESS_WEBP)) {
            PictureHeader.Coding coding = PictureHeader.read(odd.bytes()).coding();
            assertThat(coding.transparent()).as(odd.name()).isFalse();
            assertThat(coding.deep()).as(odd.name()).isFalse();
        }
    }

    @Test
    void memoryIsSetAsideForBothForms() throws Exception {
        PictureHeader alpha = PictureHeader.read(OddPictures.RGBA_PNG.bytes());
        assertThat(Shrink.NONE.pixelsHeld(alpha)).isEqualTo(2 * alpha.pixels());
    }

    @Test
    void aTransparentPictureThatIsBrokenIsRefused() {
        byte[] file = new TinyPng(8, 6).of(16, 32, 48, 128, 64, 80, 96, 255);
        file[file.length - 20] ^= 1;
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> bgr(file, Matte.WHITE)))
                .isInstanceOf(Undecodable.class);
    }
}
