package dev.sluice.worker.input.picture;

import dev.sluice.worker.input.picture.PictureHeader.Coding;
import dev.sluice.worker.input.picture.PictureHeader.Format;
import dev.sluice.worker.input.picture.PictureHeader.Unreadable;

import org.bytedeco.javacpp.BytePointer;

import java.nio.ByteBuffer;

/** Google's WebP container specification: VP8, VP8L and VP8X differ in where the size lies. */
final class WebpHeader {
    private static final int ALPHA = 0x10;
    private static final int EXIF = 0x08;
    private static final int ANIMATION = 0x02;

    private WebpHeader() {}

    static PictureHeader read(byte[] file, ByteBuffer little) throws Unreadable {
        boolean complete = file.length >= (little.getInt(4) & 0xFFFFFFFFL) + 8;
        if (PictureHeader.text(file, 12, "VP8 ")) {
            return new PictureHeader(
                    Format.WEBP,
                    little.getShort(26) & 0x3FFF,
                    little.getShort(28) & 0x3FFF,
                    complete);
        }
        if (PictureHeader.text(file, 12, "VP8L")) {
            int bits = little.getInt(21);
            return new PictureHeader(
                    Format.WEBP,
                    (bits & 0x3FFF) + 1,
                    (bits >>> 14 & 0x3FFF) + 1,
                    complete,
                    new Coding(false, 1, (bits >>> 28 & 1) != 0, false, 1));
        }
        if (PictureHeader.text(file, 12, "VP8X")) {
            int width = (little.getInt(24) & 0xFFFFFF) + 1;
            int height = (little.getInt(26) >>> 8 & 0xFFFFFF) + 1;
            byte flags = little.get(20);
            boolean transparent =
                    (flags & ALPHA) != 0
                            || ((flags & ANIMATION) != 0 && !covered(file, little, width, height));
            boolean turned = transparent && (flags & EXIF) != 0;
            int orientation = turned ? orientation(file, little) : 1;
            Coding coding = new Coding(false, 1, transparent, false, orientation);
            return new PictureHeader(Format.WEBP, width, height, complete, coding);
        }
        throw PictureHeader.corrupt("its WebP chunk is unknown");
    }

    /**
     * The file. One whose frame leaves some of the canvas open says that it has alpha, or OpenCV
     * would fill the rest with black.
     */
    static BytePointer canvas(byte[] file, PictureHeader header) {
        BytePointer bytes = new BytePointer(file);
        return header.coding().transparent() && PictureHeader.text(file, 12, "VP8X")
                ? bytes.put(20, (byte) (file[20] | ALPHA))
                : bytes;
    }

    private static int orientation(byte[] file, ByteBuffer little) {
        int exif = chunk(file, little, "EXIF");
        return exif < 0
                ? 1
                : ExifOrientation.of(ByteBuffer.wrap(file, exif + 8, little.getInt(exif + 4)));
    }

    /** Whether the first frame leaves nothing of the canvas open. */
    private static boolean covered(byte[] file, ByteBuffer little, int width, int height) {
        int frame = chunk(file, little, "ANMF");
        return frame >= 0
                && (little.getInt(frame + 8) & 0xFFFFFF) == 0
                && (little.getInt(frame + 11) & 0xFFFFFF) == 0
                && (little.getInt(frame + 14) & 0xFFFFFF) + 1 >= width
                && (little.getInt(frame + 17) & 0xFFFFFF) + 1 >= height;
    }

    /** Where the first of this name begins that is there whole; negative if there is none. */
    private static int chunk(byte[] file, ByteBuffer little, String name) {
        for (long at = 12; at + 8 <= file.length; ) {
            long length = little.getInt((int) at + 4) & 0xFFFFFFFFL;
            if (PictureHeader.text(file, (int) at, name) && at + 8 + length <= file.length) {
                return (int) at;
            }
            at += 8 + length + (length & 1);
        }
        return -1;
    }
}
