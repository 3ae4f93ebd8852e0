package dev.sluice.worker.input.picture;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What the chunks of a PNG tell without decoding it (PNG specification, 5.3).
 *
 * @param complete whether they go on to IEND
 * @param transparent whether pixels may be transparent: an alpha channel, or a tRNS chunk
 * @param orientation EXIF's number, 1 if there is none
 * @param clear the grey of a picture without alpha channel that stands for transparent, as 8 or 16
 *     bits; negative if none does
 * @param pixels the parts of the file that decide about pixels. Of all others libpng would unpack
 *     texts and profiles, eight million bytes from eight thousand, a thousand times. Frames of an
 *     animation are left out as well: OpenCV has another way for them, which holds four pictures
 *     and overlooks damage.
 */
record PngChunks(
        boolean complete, boolean transparent, int orientation, int clear, List<Part> pixels) {
    /** From a byte to before another. */
    record Part(int from, int to) {}

    private static final int SIGNATURE = 8;
    private static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504C5445;
    private static final int TRNS = 0x74524E53;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454E44;
    private static final int EXIF = 0x65584966;
    private static final int ACTL = 0x6163544C;
    private static final int FCTL = 0x6663544C;
    private static final int FDAT = 0x66644154;

    static PngChunks walk(byte[] file) throws PictureHeader.Unreadable {
        ByteBuffer big = ByteBuffer.wrap(file);
        if (PictureHeader.text(file, 12, "CgBI")) {
            throw PictureHeader.unsupported("an Apple-optimised PNG");
        }
        if (!PictureHeader.text(file, 12, "IHDR")) {
            throw PictureHeader.corrupt("its first chunk is not IHDR");
        }
        int depth = file[24];
        int colour = file[25];
        boolean transparent = (colour & 4) != 0;
        boolean complete = false;
        int orientation = 1;
        int clear = -1;
        Animation animation = new Animation();
        List<Part> pixels = new ArrayList<>();
        int kept = 0; // where the part begins that is being kept
        int at = SIGNATURE;
        while (!complete && at + 12 <= file.length) {
            int type = big.getInt(at + 4);
            int length = (int) Math.min(big.getInt(at) & 0xFFFFFFFFL, file.length - at - 12);
            int next = at + 12 + length;
            animation.see(type);
            switch (type) {
                case TRNS -> {
                    transparent = true;
                    if (colour == 0 && length >= 2) {
                        clear = (big.getShort(at + 8) & 0xFFFF) * scale(depth);
                    }
                }
                case EXIF ->
                        orientation = ExifOrientation.of(ByteBuffer.wrap(file, at + 8, length));
                case IEND -> complete = true;
                case IHDR, PLTE, IDAT -> {}
                default -> {
                    if (kept < at) {
                        pixels.add(new Part(kept, at));
                    }
                    kept = next;
                }
            }
            at = next;
        }
        if (animation.hidesPicture) {
            throw PictureHeader.unsupported(
                    "an animated PNG whose still picture is not its first frame");
        }
        // what follows IEND is no picture, but what lacks one is for libpng to judge
        int end = complete ? at : file.length;
        if (kept < end) {
            pixels.add(new Part(kept, end));
        }
        return new PngChunks(complete, transparent, orientation, clear, List.copyOf(pixels));
    }

    /** To the 8 bits that fewer become. */
    private static int scale(int depth) {
        return switch (depth) {
            case 1 -> 255;
            case 2 -> 85;
            case 4 -> 17;
            default -> 1;
        };
    }

    /** Whether viewers show frames, of which the picture is not the first (APNG 1.0). */
    private static final class Animation {
        private boolean begun; // acTL, which stands before the picture
        private boolean picture;
        private boolean hasFirstFrame;
        private boolean hidesPicture;

        void see(int type) {
            begun |= type == ACTL && !picture;
            picture |= type == IDAT;
            hasFirstFrame |= type == FCTL && !picture;
            hidesPicture |= type == FDAT && begun && !hasFirstFrame;
        }
    }
}
