package dev.sluice.worker.input.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.worker.input.Undecodable;

import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Headers and chunks that are seldom seen. */
class OddHeadersTest {
    private static final PictureLimits LIMITS = new PictureLimits(40_000_000, 12);

    private static byte[] pixels(byte[] file) throws Undecodable {
        PictureHeader header = PictureDecoder.header(file, LIMITS);
        try (Mat picture = PictureDecoder.decode(file, header, Shrink.NONE)) {
            byte[] pixels = new byte[6];
            picture.data().get(pixels);
            return pixels;
        }
    }

    private static TinyPng animated() {
        return new TinyPng(8, 2).chunk("acTL", new byte[] {0, 0, 0, 2, 0, 0, 0, 0});
    }

    /** Of the whole picture, for a tenth of a second. */
    private static byte[] frame(int number) {
        return ByteBuffer.allocate(26)
                .putInt(number)
                .putInt(2)
                .putInt(1)
                .putInt(20, 0x0001_000A)
                .array();
    }

    @Test
    void ofAnAnimatedPngItsPictureIsDecodedAsOfAnyOther() throws Exception {
        byte[] broken = {0, 0, 0, 2, 1, 2, 3};
        byte[] file =
                animated()
                        .chunk("fcTL", frame(0))
                        .pixels(1, 2, 3, 4, 5, 6)
                        .chunk("fcTL", frame(1))
                        .chunk("fdAT", broken)
                        .end();
        assertThat(pixels(file)).containsExactly(3, 2, 1, 6, 5, 4);
        assertThat(PngChunks.walk(file).pixels())
                .allMatch(
                        it ->
                                !new String(file, it.from(), it.to() - it.from(), US_ASCII)
                                        .matches("(?s).*(acTL|fcTL|fdAT).*"));
    }

    @Test
    void damageInThePictureOfAnAnimatedPngIsTold() {
        TinyPng png = animated().chunk("fcTL", frame(0)).pixels(1, 2, 3, 4, 5, 6);
        byte[] file = png.end();
        file[file.length - 20] ^= 1; // in the picture's data or their sum
        assertThatThrownBy(() -> pixels(file)).hasMessageStartingWith("corrupt-picture");
    }

    @Test
    void anAnimationWithoutItsPictureIsNamed() {
        byte[] file =
                animated()
                        .pixels(1, 2, 3, 4, 5, 6)
                        .chunk("fcTL", frame(0))
                        .chunk("fdAT", (byte) 0, (byte) 0, (byte) 0, (byte) 1)
                        .end();
        assertThatThrownBy(() -> pixels(file))
                .hasMessageStartingWith("unsupported-format")
                .hasMessageContaining("still picture is not its first frame");
    }

    @Test
    void anApplePngIsNamed() {
        byte[] file = new TinyPng(8, 6).of(1, 2, 3, 4, 5, 6, 7, 8);
        System.arraycopy("CgBI".getBytes(US_ASCII), 0, file, 12, 4);
        assertThatThrownBy(() -> pixels(file))
                .hasMessageStartingWith("unsupported-format")
                .hasMessageContaining("Apple");
    }

    @ParameterizedTest
    @ValueSource(ints = {-128, -1, 0, 3, 5, 32, 127})
    void anImpossibleBitDepthIsCorrupt(int depth) {
        byte[] file = new TinyPng(depth, 0).chunk("tRNS", (byte) 0, (byte) 1).of(1, 2);
        assertThatThrownBy(() -> pixels(file)).hasMessageStartingWith("corrupt-picture");
    }

    /** Two pixels with a mask for alpha. */
    private static byte[] bmp(int alpha) {
        ByteBuffer file = ByteBuffer.allocate(78).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt(78).putInt(0).putInt(70);
        file.putInt(56).putInt(2).putInt(1).putShort((short) 1).putShort((short) 32).putInt(3);
        file.putInt(8).putInt(0).putInt(0).putInt(0).putInt(0);
        file.putInt(0xFF0000).putInt(0xFF00).putInt(0xFF).putInt(0xFF000000);
        return file.putInt(0x010203).putInt(alpha << 24 | 0x040506).array();
    }

    @Test
    void anAlphaChannelThatWasNeverFilledIsNone() throws Exception {
        assertThat(pixels(bmp(0))).containsExactly(3, 2, 1, 6, 5, 4);
        assertThat(pixels(bmp(255))).containsExactly(-1, -1, -1, 6, 5, 4);
    }

    @Test
    void aTextThatBeginsWithBmIsNoPicture() {
        for (String text : new String[] {"BM", "BMW drivers of the world", "BM".repeat(40)}) {
            assertThatThrownBy(() -> pixels(text.getBytes(US_ASCII)))
                    .hasMessageStartingWith("not-a-picture");
        }
    }
}
