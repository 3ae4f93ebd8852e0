package dev.sluice.worker.input.picture;

import dev.sluice.worker.input.picture.PictureHeader.Coding;
import dev.sluice.worker.input.picture.PictureHeader.Format;
import dev.sluice.worker.input.picture.PictureHeader.Unreadable;

import java.nio.ByteBuffer;

/** Google's WebP container specification: VP8, VP8L and VP8X differ in where the size lies. */
final class WebpHeader {
    private static final int ALPHA = 0x10;
    private static final int EXIF = 0x08;

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
            boolean alpha = (little.get(20) & ALPHA) != 0;
            boolean exif = (little.get(20) & EXIF) != 0;
            return new PictureHeader(
                    Format.WEBP,
                    (little.getInt(24) & 0xFFFFFF) + 1,
                    (little.getInt(26) >>> 8 & 0xFFFFFF) + 1,
                    complete,
                    new Coding(
                            false, 1, alpha, false, alpha && exif ? orientation(file, little) : 1));
        }
        throw PictureHeader.corrupt("its WebP chunk is unknown");
    }

    private static int orientation(byte[] file, ByteBuffer little) {
        for (long at = 12; at + 8 <= file.length; ) {
            long length = little.getInt((int) at + 4) & 0xFFFFFFFFL;
            if (PictureHeader.text(file, (int) at, "EXIF") && at + 8 + length <= file.length) {
                return ExifOrientation.of(ByteBuffer.wrap(file, (int) at + 8, (int) length));
            }
            at += 8 + length + (length & 1);
        }
        return 1;
    }
}
