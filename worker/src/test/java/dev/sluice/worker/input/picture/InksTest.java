package dev.sluice.worker.input.picture;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** JPEGs of four inks, stored as they are (CMYK) or as a luminance and two colours (YCCK). */
class InksTest {
    private static final int[] RED = {200, 50, 30};

    /** All of one colour, in Adobe's way: inverted. */
    private static byte[] jpeg(boolean ycck) throws Exception {
        int black = 200;
        double[] inks = Arrays.stream(RED).mapToDouble(it -> it * 255.0 / black).toArray();
        if (ycck) {
            double r = 255 - inks[0];
            double g = 255 - inks[1];
            double b = 255 - inks[2];
            double y = .299 * r + .587 * g + .114 * b;
            inks = new double[] {y, 128 + (b - y) / 1.772, 128 + (r - y) / 1.402};
        }
        WritableRaster raster =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 32, 32, 4, null);
        for (int i = 0; i < 32 * 32; i++) {
            for (int k = 0; k < 4; k++) {
                int value = k == 3 ? black : (int) Math.round(inks[k]);
                raster.setSample(i % 32, i / 32, k, value);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(new IIOImage(raster, null, null));
        } finally {
            writer.dispose();
        }
        byte[] adobe =
                ByteBuffer.allocate(16)
                        .putInt(0xFFEE_000E)
                        .put("Adobe".getBytes(StandardCharsets.US_ASCII))
                        .putShort((short) 100)
                        .put(15, (byte) (ycck ? 2 : 0))
                        .array();
        byte[] plain = bytes.toByteArray();
        return ColouredPictures.joined(
                Arrays.copyOf(plain, 2), adobe, Arrays.copyOfRange(plain, 2, plain.length));
    }

    private static int[] colour(byte[] file) throws Exception {
        try (Mat picture = PictureDecoder.decode(file)) {
            byte[] pixel = new byte[3];
            picture.data().get(pixel);
            return new int[] {pixel[2] & 0xFF, pixel[1] & 0xFF, pixel[0] & 0xFF};
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inksAreSeenAsColours(boolean ycck) throws Exception {
        int[] seen = colour(jpeg(ycck));
        for (int i = 0; i < 3; i++) {
            assertThat(seen[i]).isBetween(RED[i] - 3, RED[i] + 3);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theirProfileIsLeftAside(boolean ycck) throws Exception {
        byte[] plain = jpeg(ycck);
        byte[] file = ColouredPictures.jpegWith(plain, ColouredPictures.profile("inks"), 65_519);
        assertThat(EmbeddedProfile.of(file, PictureHeader.Format.JPEG))
                .hasValueSatisfying(it -> assertThat(it.channels()).isEqualTo(4));
        assertThat(colour(file)).isEqualTo(colour(plain));
    }
}
