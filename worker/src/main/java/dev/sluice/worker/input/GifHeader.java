package dev.sluice.worker.input;

import dev.sluice.worker.input.PictureHeader.Coding;
import dev.sluice.worker.input.PictureHeader.Format;

import java.nio.ByteBuffer;

/** The beginning of a GIF up to its first frame, the only one that is decoded (GIF89a, 17-23). */
final class GifHeader {
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xF9;
    private static final int FRAME = 0x2C;

    private GifHeader() {}

    static PictureHeader read(ByteBuffer little) {
        int width = little.getShort(6) & 0xFFFF;
        int height = little.getShort(8) & 0xFFFF;
        return new PictureHeader(
                Format.GIF,
                width,
                height,
                true,
                new Coding(false, 1, transparent(little, width, height), false, 1));
    }

    /** Whether a colour is transparent, or the frame leaves some of the picture uncovered. */
    private static boolean transparent(ByteBuffer little, int width, int height) {
        int at = 13 + table(little.get(10));
        boolean colour = false;
        while (at < little.limit()) {
            int block = little.get(at) & 0xFF;
            if (block == FRAME) {
                boolean covers =
                        little.getInt(at + 1) == 0
                                && (little.getShort(at + 5) & 0xFFFF) >= width
                                && (little.getShort(at + 7) & 0xFFFF) >= height;
                return colour || !covers;
            }
            if (block != EXTENSION) {
                return colour;
            }
            if ((little.get(at + 1) & 0xFF) == GRAPHIC_CONTROL) {
                colour = (little.get(at + 3) & 1) != 0;
            }
            at += 2;
            while (little.get(at) != 0) {
                at += 1 + (little.get(at) & 0xFF);
            }
            at++;
        }
        return colour;
    }

    /** Bytes of a colour table, from the field that tells of it. */
    private static int table(byte packed) {
        return (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);
    }
}
