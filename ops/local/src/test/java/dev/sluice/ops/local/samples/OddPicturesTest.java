package dev.sluice.ops.local.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import com.drew.imaging.ImageMetadataReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.adobe.AdobeJpegDirectory;
import com.drew.metadata.exif.ExifIFD0Directory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntBinaryOperator;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

class OddPicturesTest {
    /** ImageIO reads neither; they have tests of their own. */
    private static final Set<OddPictures> FOREIGN =
            EnumSet.of(OddPictures.CMYK_JPEG, OddPictures.WEBP, OddPictures.LOSSLESS_WEBP);

    private static final BufferedImage SUBJECT = OddPictures.subject();

    @ParameterizedTest
    @EnumSource
    void namesFitTheRulesAndBytesRepeat(OddPictures odd) {
        assertThat(odd.imageId()).matches("[a-zA-Z0-9-_]{10,100}");
        assertThat(odd.fileName()).matches(".*\\.(jpg|png|gif|bmp|webp)");
        assertThat(odd.bytes()).isEqualTo(odd.bytes());
    }

    @ParameterizedTest
    @EnumSource
    void picturesAreReadableAndHaveTheirSize(OddPictures odd) {
        if (odd.failureCode().isEmpty() && !FOREIGN.contains(odd)) {
            BufferedImage picture = PictureBytes.decode(odd.bytes());
            assertThat(Set.of(picture.getWidth(), picture.getHeight()))
                    .isEqualTo(Set.of(odd.width(), odd.height()));
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "ZERO_BYTES",
                "TEXT",
                "PDF",
                "JPEG_CUT_IN_HEADER",
                "TRUNCATED_PNG",
                "PNG_WITHOUT_SIZE"
            })
    void brokenOnesAreNotReadable(OddPictures odd) {
        assertThat(odd.failureCode()).isPresent();
        assertThat(catchThrowable(() -> PictureBytes.decode(odd.bytes()))).isNotNull();
    }

    @Test
    void theTruncatedJpegHasAHeaderAndNoEnd() throws Exception {
        byte[] jpeg = OddPictures.TRUNCATED_JPEG.bytes();
        assertThat(headerSize(jpeg, "jpeg")).containsExactly(640, 427);
        assertThat(Arrays.copyOfRange(jpeg, jpeg.length - 2, jpeg.length))
                .isNotEqualTo(Bytes.of(0xFF, 0xD9));
    }

    @Test
    void theTiffIsAPictureThatOnlyItsFormatCondemns() {
        assertThat(difference(PictureBytes.decode(OddPictures.TIFF.bytes()), SUBJECT)).isZero();
    }

    @Test
    void theHugePngIsSmallValidAndReallyUnpacks() throws Exception {
        byte[] png = OddPictures.HUGE_PNG.bytes();
        assertThat(png.length).isBetween(100_000, 500_000);
        assertThat(headerSize(png, "png")).containsExactly(60_000, 60_000);
        PngReading reading = PngReading.of(png);
        assertThat(reading.chunks()).containsExactly("IHDR", "IDAT", "IEND");
        assertThat(reading.wrongChecksums()).isZero();
        assertThat(reading.unpackedBytes()).isEqualTo(60_000L * (1 + 60_000 / 8));
        // The same writer, at a size that fits into memory.
        BufferedImage small = PictureBytes.decode(PngChunks.black(13, 7));
        assertThat(small.getWidth()).isEqualTo(13);
        assertThat(small.getRGB(12, 6)).isEqualTo(0xFF000000);
    }

    @Test
    void oneChecksumIsWrongAndOnlyOne() {
        PngReading reading = PngReading.of(OddPictures.PNG_WITH_WRONG_CHECKSUM.bytes());
        assertThat(reading.wrongChecksums()).isEqualTo(1);
        assertThat(PngReading.of(OddPictures.GREY_PNG.bytes()).wrongChecksums()).isZero();
    }

    @Test
    void progressiveAndTrailingBytesShowTheSamePicture() {
        BufferedImage plain = PictureBytes.decode(OddPictures.PLAIN_JPEG.bytes());
        assertThat(difference(plain, SUBJECT)).isLessThan(3);
        assertThat(difference(PictureBytes.decode(OddPictures.PROGRESSIVE_JPEG.bytes()), plain))
                .isZero();
        assertThat(
                        difference(
                                PictureBytes.decode(OddPictures.JPEG_WITH_TRAILING_BYTES.bytes()),
                                plain))
                .isZero();
        assertThat(new String(OddPictures.PROGRESSIVE_JPEG.bytes(), StandardCharsets.ISO_8859_1))
                .contains("ÿÂ\0\21");
        assertThat(new String(OddPictures.PLAIN_JPEG.bytes(), StandardCharsets.ISO_8859_1))
                .contains("ÿÀ\0\21");
    }

    @Test
    void theCmykJpegHasFourInksThatMakeTheSamePicture() throws Exception {
        byte[] jpeg = OddPictures.CMYK_JPEG.bytes();
        Metadata metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(jpeg));
        AdobeJpegDirectory adobe = metadata.getFirstDirectoryOfType(AdobeJpegDirectory.class);
        assertThat(adobe.getInt(AdobeJpegDirectory.TAG_COLOR_TRANSFORM)).isZero();
        ImageReader reader = reader(jpeg, "jpeg");
        Raster inks = reader.readRaster(0, null);
        reader.dispose();
        assertThat(inks.getNumBands()).isEqualTo(4);
        IntBinaryOperator printed =
                (x, y) -> {
                    int[] ink = inks.getPixel(x, y, (int[]) null);
                    return ink[0] * ink[3] / 255 << 16
                            | ink[1] * ink[3] / 255 << 8
                            | ink[2] * ink[3] / 255;
                };
        assertThat(difference(printed, SUBJECT)).isLessThan(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void turnedAsItsExifSaysEachPhotoStandsUpright(int orientation) throws Exception {
        byte[] jpeg = OddPictures.valueOf("EXIF_ORIENTATION_" + orientation).bytes();
        Metadata metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(jpeg));
        ExifIFD0Directory exif = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        assertThat(exif.getInt(ExifIFD0Directory.TAG_ORIENTATION)).isEqualTo(orientation);
        BufferedImage stored = PictureBytes.decode(jpeg);
        // What each value asks a viewer to do (Exif 2.32 in the words of common viewers).
        BufferedImage upright =
                switch (orientation) {
                    case 1 -> stored;
                    case 2 -> mirrored(stored);
                    case 3 -> clockwise(clockwise(stored));
                    case 4 -> mirrored(clockwise(clockwise(stored)));
                    case 5 -> clockwise(clockwise(clockwise(mirrored(stored))));
                    case 6 -> clockwise(stored);
                    case 7 -> clockwise(mirrored(stored));
                    default -> clockwise(clockwise(clockwise(stored)));
                };
        assertThat(difference(upright, SUBJECT)).isLessThan(3);
    }

    @Test
    void otherPixelFormatsHoldTheSamePicture() {
        Raster grey = PictureBytes.decode(OddPictures.GREY_PNG.bytes()).getRaster();
        Raster deepGrey = PictureBytes.decode(OddPictures.GREY_16_BIT_PNG.bytes()).getRaster();
        Raster deep = PictureBytes.decode(OddPictures.RGB_16_BIT_PNG.bytes()).getRaster();
        BufferedImage alpha = PictureBytes.decode(OddPictures.RGBA_PNG.bytes());
        assertThat(grey.getNumBands()).isEqualTo(1);
        assertThat(deepGrey.getTransferType()).isEqualTo(DataBuffer.TYPE_USHORT);
        assertThat(deep.getTransferType()).isEqualTo(DataBuffer.TYPE_USHORT);
        assertThat(deep.getNumBands()).isEqualTo(3);
        for (int x = 0; x < SUBJECT.getWidth(); x += 7) {
            int rgb = SUBJECT.getRGB(x, 100);
            assertThat(grey.getSample(x, 100, 0)).isEqualTo(PixelForms.luma(rgb));
            assertThat(deepGrey.getSample(x, 100, 0)).isEqualTo(PixelForms.luma(rgb) * 257);
            assertThat(deep.getSample(x, 100, 2)).isEqualTo((rgb & 0xFF) * 257);
            assertThat(alpha.getRGB(x, 100) & 0xFFFFFF).isEqualTo(rgb & 0xFFFFFF);
        }
        assertThat(alpha.getRGB(0, 5) >>> 24).isEqualTo(255);
        assertThat(alpha.getRGB(447, 5) >>> 24).isZero();
        assertThat(difference(PictureBytes.decode(OddPictures.BMP.bytes()), SUBJECT)).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"PALETTE_PNG", "GIF"})
    void palettesComeClose(OddPictures odd) {
        BufferedImage picture = PictureBytes.decode(odd.bytes());
        assertThat(picture.getColorModel()).isInstanceOf(IndexColorModel.class);
        assertThat(difference(picture, SUBJECT))
                .isCloseTo(13, within(3.0)); // a quarter of a step of 51
    }

    @Test
    void webpFilesAreWhatTheirHeadersSay() {
        byte[] lossy = OddPictures.WEBP.bytes();
        byte[] lossless = OddPictures.LOSSLESS_WEBP.bytes();
        assertThat(new String(lossy, 0, 16, StandardCharsets.ISO_8859_1))
                .matches("(?s)RIFF.{4}WEBPVP8 ");
        assertThat(new String(lossless, 0, 16, StandardCharsets.ISO_8859_1))
                .matches("(?s)RIFF.{4}WEBPVP8L");
        // RFC 6386, 9.1: width and height in 14 bits each, little-endian, after the start code 9D
        // 01 2A.
        assertThat(Arrays.copyOfRange(lossy, 23, 30))
                .isEqualTo(Bytes.of(0x9D, 1, 0x2A, 112, 0, 72, 0));
        // WebP lossless: after the signature 2F, width − 1 and height − 1 in 14 bits each.
        int sizes = lossless[21] & 0xFF | (lossless[22] & 0xFF) << 8 | (lossless[23] & 0xFF) << 16;
        assertThat(sizes & 0x3FFF).isEqualTo(111);
        assertThat((sizes >> 14 | (lossless[24] & 0xFF) << 10) & 0x3FFF).isEqualTo(71);
    }

    private static int[] headerSize(byte[] bytes, String format) throws Exception {
        ImageReader reader = reader(bytes, format);
        int[] size = {reader.getWidth(0), reader.getHeight(0)};
        reader.dispose();
        return size;
    }

    private static ImageReader reader(byte[] bytes, String format) {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)));
        return reader;
    }

    private static BufferedImage mirrored(BufferedImage picture) {
        int width = picture.getWidth();
        BufferedImage result =
                new BufferedImage(width, picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < width; x++) {
                result.setRGB(width - 1 - x, y, picture.getRGB(x, y));
            }
        }
        return result;
    }

    /** A quarter turn: what was at the left is at the top. */
    private static BufferedImage clockwise(BufferedImage picture) {
        int height = picture.getHeight();
        BufferedImage result =
                new BufferedImage(height, picture.getWidth(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                result.setRGB(height - 1 - y, x, picture.getRGB(x, y));
            }
        }
        return result;
    }

    private static double difference(BufferedImage picture, BufferedImage other) {
        assertThat(picture.getWidth()).isEqualTo(other.getWidth());
        assertThat(picture.getHeight()).isEqualTo(other.getHeight());
        return difference(picture::getRGB, other);
    }

    /** Mean over all samples, in levels. */
    private static double difference(IntBinaryOperator picture, BufferedImage other) {
        long sum = 0;
        for (int y = 0; y < other.getHeight(); y++) {
            for (int x = 0; x < other.getWidth(); x++) {
                int one = picture.applyAsInt(x, y);
                int two = other.getRGB(x, y);
                for (int shift = 0; shift <= 16; shift += 8) {
                    sum += Math.abs((one >> shift & 0xFF) - (two >> shift & 0xFF));
                }
            }
        }
        return sum / 3.0 / other.getWidth() / other.getHeight();
    }
}
