package dev.sluice.ops.local.samples;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

import javax.imageio.IIOImage;

/**
 * Files that customers upload and a worker must survive: some are unusual pictures, some are
 * broken, some are no pictures. Test support for the worker and the dispatcher; nothing in
 * production uses it.
 *
 * <p>Made in memory, the same bytes each time on one JDK. Unless noted the subject is {@link
 * #subject}, so results of different formats can be compared.
 */
public enum OddPictures {
    ZERO_BYTES("jpg", "empty-object"),
    TEXT("jpg", "not-a-picture"),
    /** The first lines of a PDF. */
    PDF("jpg", "unsupported-format"),
    /** A complete TIFF, which ImageIO reads but no pipeline accepts. */
    TIFF("jpg", "unsupported-format"),
    /** The first half of {@code rocket.jpg}: header and upper rows are there. */
    TRUNCATED_JPEG("jpg", "corrupt-picture"),
    /** 100 bytes of {@code rocket.jpg}: it ends before the size is told. */
    JPEG_CUT_IN_HEADER("jpg", "corrupt-picture"),
    /** The first half of {@code astronaut.png}. */
    TRUNCATED_PNG("png", "corrupt-picture"),
    /**
     * Only the checksum of the pixels is wrong; libpng refuses that, lenient readers do not look.
     */
    PNG_WITH_WRONG_CHECKSUM("png", "corrupt-picture"),
    /** A PNG whose header says 0×0. */
    PNG_WITHOUT_SIZE("png", "corrupt-picture"),
    /** Valid, 60,000×60,000 px of black in under 500 kB; 3.6 GB as grey, 10.8 GB as BGR. */
    HUGE_PNG("png", "too-many-pixels", 60_000, 60_000),
    /** The plain picture that the others are forms of. */
    PLAIN_JPEG("jpg"),
    PROGRESSIVE_JPEG("jpg"),
    /** Four components with Adobe's marker, as print shops send them. */
    CMYK_JPEG("jpg"),
    /** {@link #PLAIN_JPEG} and 10,000 random bytes after its end, as some phones append. */
    JPEG_WITH_TRAILING_BYTES("jpg"),
    EXIF_ORIENTATION_1("jpg"),
    EXIF_ORIENTATION_2("jpg"),
    EXIF_ORIENTATION_3("jpg"),
    EXIF_ORIENTATION_4("jpg"),
    EXIF_ORIENTATION_5("jpg"),
    EXIF_ORIENTATION_6("jpg"),
    EXIF_ORIENTATION_7("jpg"),
    EXIF_ORIENTATION_8("jpg"),
    GREY_PNG("png"),
    GREY_16_BIT_PNG("png"),
    RGB_16_BIT_PNG("png"),
    /** 216 colours. */
    PALETTE_PNG("png"),
    /** Opaque on the left, fully transparent on the right. */
    RGBA_PNG("png"),
    /** 216 colours. */
    GIF("gif"),
    BMP("bmp"),
    /** Another cut of the same photo. */
    WEBP("webp", null, 112, 72),
    /** Another cut of the same photo. */
    LOSSLESS_WEBP("webp", null, 112, 72);

    /** Multiples of 16, so that a turned JPEG has the same blocks as the upright one. */
    private static final int SUBJECT_WIDTH = 448;

    private static final int SUBJECT_HEIGHT = 288;
    private static final float QUALITY = 0.95f;

    private final String extension;
    private final @Nullable String failureCode;
    private final int width;
    private final int height;

    OddPictures(String extension) {
        this(extension, null, SUBJECT_WIDTH, SUBJECT_HEIGHT);
    }

    OddPictures(String extension, String failureCode) {
        this(extension, failureCode, 0, 0);
    }

    OddPictures(String extension, @Nullable String failureCode, int width, int height) {
        this.extension = extension;
        this.failureCode = failureCode;
        this.width = width;
        this.height = height;
    }

    /**
     * What the picture forms show: a cat's face, 448×288 px, 8-bit RGB, cut from {@code
     * chelsea.png}.
     */
    public static BufferedImage subject() {
        BufferedImage cat = PictureBytes.decode(Samples.photo("chelsea.png").bytes());
        return PixelForms.cropped(cat, SUBJECT_WIDTH, SUBJECT_HEIGHT);
    }

    /** Fits the rules for image IDs: {@code odd-picture-cmyk-jpeg}. */
    public String imageId() {
        return "odd-picture-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * A name under which a customer might upload it: {@link #imageId} and an extension that
     * pipelines accept.
     */
    public String fileName() {
        return imageId() + "." + extension;
    }

    /** The reason code that a failed row should carry; empty where the job should complete. */
    public Optional<String> failureCode() {
        return Optional.ofNullable(failureCode);
    }

    /** Px, upright; 0 if the file has none. */
    public int width() {
        return width;
    }

    /** Px, upright; 0 if the file has none. */
    public int height() {
        return height;
    }

    /** The file. */
    public byte[] bytes() {
        return switch (this) {
            case ZERO_BYTES -> new byte[0];
            case TEXT ->
                    "Dear Sirs, please find the picture attached. Kind regards\n"
                            .repeat(20)
                            .getBytes(UTF_8);
            case PDF ->
                    "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
                            .getBytes(UTF_8);
            case TIFF -> PictureBytes.encode(subject(), "tiff");
            case TRUNCATED_JPEG -> Bytes.half(Samples.photo("rocket.jpg").bytes());
            case JPEG_CUT_IN_HEADER -> Arrays.copyOf(Samples.photo("rocket.jpg").bytes(), 100);
            case TRUNCATED_PNG -> Bytes.half(Samples.photo("astronaut.png").bytes());
            case PNG_WITH_WRONG_CHECKSUM ->
                    PngChunks.withWrongChecksum(PictureBytes.encode(subject(), "png"));
            case PNG_WITHOUT_SIZE -> PngChunks.sizeless();
            case HUGE_PNG -> Huge.PNG.clone();
            case PLAIN_JPEG -> PictureBytes.jpeg(subject(), QUALITY, false);
            case PROGRESSIVE_JPEG -> PictureBytes.jpeg(subject(), QUALITY, true);
            case CMYK_JPEG -> {
                IIOImage ink = new IIOImage(PixelForms.invertedCmyk(subject()), null, null);
                yield JpegSegments.withAdobeCmyk(PictureBytes.jpeg(ink, QUALITY, false));
            }
            case JPEG_WITH_TRAILING_BYTES -> {
                byte[] rest = new byte[10_000];
                new SplittableRandom(1).nextBytes(rest);
                yield Bytes.join(PLAIN_JPEG.bytes(), rest);
            }
            case EXIF_ORIENTATION_1 -> turned(1);
            case EXIF_ORIENTATION_2 -> turned(2);
            case EXIF_ORIENTATION_3 -> turned(3);
            case EXIF_ORIENTATION_4 -> turned(4);
            case EXIF_ORIENTATION_5 -> turned(5);
            case EXIF_ORIENTATION_6 -> turned(6);
            case EXIF_ORIENTATION_7 -> turned(7);
            case EXIF_ORIENTATION_8 -> turned(8);
            case GREY_PNG -> PictureBytes.encode(PixelForms.grey(subject(), false), "png");
            case GREY_16_BIT_PNG -> PictureBytes.encode(PixelForms.grey(subject(), true), "png");
            case RGB_16_BIT_PNG -> PictureBytes.encode(PixelForms.sixteenBitRgb(subject()), "png");
            case PALETTE_PNG -> PictureBytes.encode(PixelForms.palette(subject()), "png");
            case RGBA_PNG -> PictureBytes.encode(PixelForms.fading(subject()), "png");
            case GIF -> PictureBytes.encode(PixelForms.palette(subject()), "gif");
            case BMP -> PictureBytes.encode(subject(), "bmp");
            case WEBP -> new Sample("odd", "chelsea-lossy.webp").bytes();
            case LOSSLESS_WEBP -> new Sample("odd", "chelsea-lossless.webp").bytes();
        };
    }

    private static byte[] turned(int orientation) {
        byte[] stored =
                PictureBytes.jpeg(PixelForms.stored(subject(), orientation), QUALITY, false);
        return JpegSegments.withOrientation(stored, orientation);
    }

    /** Made once, when first asked for: it takes a second or two. */
    private static final class Huge {
        private static final byte[] PNG = PngChunks.black(HUGE_PNG.width, HUGE_PNG.height);
    }
}
