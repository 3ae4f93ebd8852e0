package dev.sluice.worker.input;

import dev.sluice.worker.input.PictureHeader.Coding;
import dev.sluice.worker.input.PictureHeader.Format;
import dev.sluice.worker.input.PictureHeader.Unreadable;

import java.nio.ByteBuffer;

/** Google's WebP container specification: VP8, VP8L and VP8X differ in where the size lies. */
final class WebpHeader {
    private static final int ALPHA = 0x10;
    private static final int EXIF = 0x08;

    /** Zero bytes in a row at the end of lossy data, far more than any padding. */
    private static final int BLANK = 256;

    private WebpHeader() {}

    static PictureHeader read(byte[] file, ByteBuffer little) throws Unreadable {
        boolean complete =
                file.length >= (little.getInt(4) & 0xFFFFFFFFL) + 8 && !blank(file, little);
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
        int exif = chunk(file, little, "EXIF");
        return exif < 0
                ? 1
                : ExifOrientation.of(ByteBuffer.wrap(file, exif + 8, little.getInt(exif + 4)));
    }

    /**
     * Whether the lossy data end in zeros, which is what a transfer that broke off leaves: an
     * arithmetic coder's bytes look random, and its decoder takes anything.
     */
    private static boolean blank(byte[] file, ByteBuffer little) {
        int lossy = chunk(file, little, "VP8 ");
        int end = lossy < 0 ? 0 : lossy + 8 + little.getInt(lossy + 4);
        int zeros = 0;
        while (zeros < BLANK && zeros < end - lossy - 8 && file[end - 1 - zeros] == 0) {
            zeros++;
        }
        return zeros == BLANK;
    }

    /** Where a chunk begins that is wholly there; negative if it is not. */
    private static int chunk(byte[] file, ByteBuffer little, String name) {
        for (long at = 12; at + 8 <= file.length; ) {
            long length = little.getInt((int) at + 4) & 0xFFFFFFFFL;
            if (PictureHeader.text(file, (int) at, name)) {
                return at + 8 + length <= file.length ? (int) at : -1;
            }
            at += 8 + length + (length & 1);
        }
        return -1;
    }
}
