package dev.sluice.worker.input.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.OddPictures;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;

/** What the extended form of WebP says is heeded. */
class WebpPicturesTest {
    private static final byte[] WEBP = OddPictures.LOSSLESS_WEBP.bytes();

    private static byte[] pixels(Mat picture) {
        try (Mat whole = picture.clone()) {
            byte[] pixels = new byte[(int) whole.total() * 3];
            whole.data().get(pixels);
            return pixels;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void exifTurnsIt(int orientation) throws Exception {
        byte[] exif =
                ByteBuffer.allocate(26)
                        .putInt(0x4D4D002A)
                        .putInt(8)
                        .putShort((short) 1)
                        .putInt(0x0112_0003)
                        .putInt(1)
                        .putShort((short) orientation)
                        .array();
        byte[] file = ColouredPictures.webpWith(WEBP, PictureHeader.read(WEBP), 0x08, "EXIF", exif);
        try (Mat upright = PictureDecoder.decode(WEBP);
                Mat turned = PictureDecoder.decode(file)) {
            ExifOrientation.turn(upright, orientation);
            assertThat(turned.rows()).isEqualTo(upright.rows());
            assertThat(turned.rows()).isEqualTo(orientation < 5 ? 72 : 112);
            assertThat(pixels(turned)).isEqualTo(pixels(upright));
        }
    }

    @Test
    void ofAnAnimationTheFirstFrameIsSeenInItsPlaceOnWhite() throws Exception {
        byte[] file = ColouredPictures.webpFrame(WEBP, PictureHeader.read(WEBP), 10, 4, 140, 90);
        try (Mat plain = PictureDecoder.decode(WEBP);
                Mat composed = PictureDecoder.decode(file);
                Mat frame = new Mat(composed, new Rect(10, 4, 112, 72));
                Mat above = composed.rowRange(0, 4)) {
            assertThat(composed.cols()).isEqualTo(140);
            assertThat(composed.rows()).isEqualTo(90);
            assertThat(pixels(frame)).isEqualTo(pixels(plain));
            assertThat(pixels(above)).containsOnly(255);
        }
    }

    @Test
    void anAnimationThatLeavesNothingOpenTakesTheShortWay() throws Exception {
        byte[] file = ColouredPictures.webpFrame(WEBP, PictureHeader.read(WEBP), 0, 0, 112, 72);
        assertThat(PictureHeader.read(file).coding().transparent()).isFalse();
        try (Mat plain = PictureDecoder.decode(WEBP);
                Mat composed = PictureDecoder.decode(file)) {
            assertThat(pixels(composed)).isEqualTo(pixels(plain));
        }
    }
}
