package dev.sluice.worker.input.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.worker.input.Undecodable;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Of a GIF its first frame is decoded, whatever follows, and at a bounded cost. */
class GifFrameTest {
    private static final PictureLimits LIMITS = new PictureLimits(65_536, 12);
    private static final int CLEAR = 4;
    private static final int END = 5;
    private static final byte[] DARK_THEN_LIGHT = {48, 32, 16, 96, 80, 64};

    /** Two pixels of a palette of two, on a screen of as many. */
    private static final byte[] SCREEN = {
        'G', 'I', 'F', '8', '9', 'a', 2, 0, 1, 0, (byte) 0x80, 0, 0, 16, 32, 48, 64, 80, 96
    };

    private static final byte[] TRAILER = {0x3B};

    /** Its second colour is transparent. */
    private static final byte[] TRANSPARENT = {0x21, (byte) 0xF9, 4, 1, 0, 0, 1, 0};

    /** Codes of three bits, as they are up to the third pixel behind a clear code. */
    private static byte[] frame(int... codes) {
        byte[] bits = new byte[(codes.length * 3 + 7) / 8];
        for (int i = 0; i < codes.length * 3; i++) {
            bits[i / 8] |= (byte) ((codes[i / 3] >> (i % 3) & 1) << (i % 8));
        }
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {0x2C, 0, 0, 0, 0, 2, 0, 1, 0, 0, 2});
        for (int at = 0; at < bits.length; at += 100) {
            int length = Math.min(100, bits.length - at);
            frame.write(length);
            frame.write(bits, at, length);
        }
        frame.write(0);
        return frame.toByteArray();
    }

    private static byte[] plain() {
        return frame(CLEAR, 0, 1, END);
    }

    /** Clear codes, then the pixels. */
    private static byte[] clears(int clears) {
        int[] codes = new int[clears + 3];
        Arrays.fill(codes, CLEAR);
        codes[clears] = 0;
        codes[clears + 1] = 1;
        codes[clears + 2] = END;
        return frame(codes);
    }

    private static byte[] gif(byte[]... parts) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SCREEN);
        for (byte[] part : parts) {
            file.writeBytes(part);
        }
        return file.toByteArray();
    }

    private static byte[] pixels(byte[] file) throws Undecodable {
        PictureHeader header = PictureDecoder.header(file, LIMITS);
        try (Mat picture = PictureDecoder.decode(file, header, Shrink.NONE)) {
            byte[] pixels = new byte[6];
            picture.data().get(pixels);
            return pixels;
        }
    }

    @Test
    void clearCodesOverTheLimitAreTooCostly() throws Exception {
        // 320 tables of 4096 entries take the time of 20 passes over 65,536 pixels
        assertThat(pixels(gif(clears(319), TRAILER))).isEqualTo(DARK_THEN_LIGHT);
        assertThatThrownBy(() -> pixels(gif(clears(320), TRAILER)))
                .hasMessageStartingWith("too-costly: The GIF takes as long")
                .hasMessageContaining("as a PNG");
    }

    @Test
    void anOrdinaryGifTakesAtMostTwoPasses() throws Exception {
        byte[] file = dev.sluice.ops.local.samples.OddPictures.GIF.bytes();
        assertThat(PictureHeader.read(file).coding().passes()).isBetween(1, 2);
    }

    @Test
    void whatFollowsTheEndCodeIsNotDecoded() throws Exception {
        int[] codes = new int[1000];
        Arrays.fill(codes, CLEAR);
        codes[1] = 0;
        codes[2] = 1;
        codes[3] = END;
        assertThat(pixels(gif(frame(codes), TRAILER))).isEqualTo(DARK_THEN_LIGHT);
        codes[999] = 1;
        assertThat(pixels(gif(frame(codes), TRAILER))).isEqualTo(DARK_THEN_LIGHT);
    }

    @Test
    void whatFollowsTheFirstFrameMayBeDamagedOrMissing() throws Exception {
        byte[] whole = gif(plain());
        assertThat(pixels(whole)).isEqualTo(DARK_THEN_LIGHT);
        assertThat(pixels(Arrays.copyOf(whole, whole.length - 1))).isEqualTo(DARK_THEN_LIGHT);
        assertThat(pixels(gif(plain(), new byte[] {77, 77}))).isEqualTo(DARK_THEN_LIGHT);
        assertThat(pixels(gif(plain(), Arrays.copyOf(plain(), 12)))).isEqualTo(DARK_THEN_LIGHT);
        assertThat(pixels(gif(plain(), frame(CLEAR, 7, 7, END), TRAILER)))
                .isEqualTo(DARK_THEN_LIGHT);
    }

    @Test
    void theTransparentColourIsThatOfTheFirstFrame() throws Exception {
        byte[] clear = {48, 32, 16, -1, -1, -1};
        assertThat(pixels(gif(plain(), TRANSPARENT, plain(), TRAILER))).isEqualTo(DARK_THEN_LIGHT);
        assertThat(pixels(gif(TRANSPARENT, plain(), TRAILER))).isEqualTo(clear);
        byte[] opaque = {0x21, (byte) 0xF9, 4, 0, 0, 0, 1, 0};
        assertThat(pixels(gif(TRANSPARENT, plain(), opaque, plain(), TRAILER))).isEqualTo(clear);
    }

    @Test
    void ofTheExtensionsTheDecoderGetsTheTransparentColourAlone() throws Exception {
        byte[] unknown = {0x21, 0x77, 2, 1, 2, 1, 3, 0};
        byte[] disposed = TRANSPARENT.clone();
        disposed[3] |= 7 << 2; // no such way of disposal
        byte[] file = gif(unknown, disposed, unknown, plain(), TRAILER);
        byte[] bare = gif(TRANSPARENT, plain(), TRAILER);
        try (BytePointer given = GifHeader.firstFrame(file)) {
            byte[] bytes = new byte[(int) given.limit()];
            given.get(bytes);
            assertThat(bytes).isEqualTo(bare);
        }
        assertThat(pixels(file)).isEqualTo(pixels(bare));
    }

    @Test
    void aFrameThatIsNotThereWholeIsCorrupt() {
        byte[] whole = gif(plain());
        for (int length = 13; length < whole.length - 1; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> pixels(part)).hasMessageStartingWith("corrupt-picture");
        }
        assertThatThrownBy(() -> pixels(gif(frame(CLEAR, 0, END), TRAILER)))
                .hasMessageStartingWith("corrupt-picture");
        assertThatThrownBy(() -> pixels(gif(TRAILER))).hasMessageStartingWith("corrupt-picture");
    }
}
