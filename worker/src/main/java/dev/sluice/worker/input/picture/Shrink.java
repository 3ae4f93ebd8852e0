package dev.sluice.worker.input.picture;

import org.bytedeco.opencv.global.opencv_imgcodecs;

import java.util.OptionalInt;

/**
 * By how much a JPEG is shrunk while it is decoded: its decoder then computes fewer pixels from
 * each block of 8×8, each the mean of those it stands for. No other format can do that.
 */
public enum Shrink {
    NONE(1, opencv_imgcodecs.IMREAD_COLOR),
    HALF(2, opencv_imgcodecs.IMREAD_REDUCED_COLOR_2),
    QUARTER(4, opencv_imgcodecs.IMREAD_REDUCED_COLOR_4),
    EIGHTH(8, opencv_imgcodecs.IMREAD_REDUCED_COLOR_8);

    private final int divisor;
    private final int mode;

    Shrink(int divisor, int mode) {
        this.divisor = divisor;
        this.mode = mode;
    }

    /**
     * The strongest that leaves both sides as long as needed. It holds for both, since EXIF may
     * exchange them.
     *
     * @param side px; empty if every pixel is needed
     */
    public static Shrink of(PictureHeader header, OptionalInt side) {
        Shrink strongest = NONE;
        if (side.isPresent() && header.format() == PictureHeader.Format.JPEG) {
            int shorter = Math.min(header.width(), header.height());
            for (Shrink shrink : values()) {
                if (shrink.of(shorter) >= side.getAsInt()) {
                    strongest = shrink;
                }
            }
        }
        return strongest;
    }

    /** Pixels of the decoded picture. */
    public long pixels(PictureHeader header) {
        return of(header.width()) * of(header.height());
    }

    /**
     * Pixels in memory while it is decoded. Transparent pictures and those of 16 bits are there
     * twice: as stored, and as they are seen.
     */
    public long pixelsHeld(PictureHeader header) {
        PictureHeader.Coding coding = header.coding();
        long pixels = coding.streamed() ? pixels(header) : header.pixels();
        return coding.transparent() || coding.deep() ? 2 * pixels : pixels;
    }

    private long of(int side) {
        return (side + divisor - 1L) / divisor; // libjpeg rounds up
    }

    /** How OpenCV calls it. */
    int mode() {
        return mode;
    }
}
