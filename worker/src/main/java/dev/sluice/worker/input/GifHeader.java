package dev.sluice.worker.input;

import dev.sluice.worker.input.PictureHeader.Coding;
import dev.sluice.worker.input.PictureHeader.Format;
import dev.sluice.worker.input.PictureHeader.Unreadable;

import org.bytedeco.javacpp.BytePointer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A GIF up to the end of its first frame, the only one that is decoded (GIF89a, 17-23).
 *
 * @param transparent whether a colour is transparent, or the frame leaves some of the picture
 *     uncovered
 */
record GifHeader(int width, int height, boolean transparent, GifCodes codes) {
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xF9;
    private static final int FRAME = 0x2C;
    private static final int DESCRIPTOR = 10;
    private static final byte[] END = {0, 0x3B}; // no sub-block more, trailer

    static PictureHeader read(byte[] file) throws Unreadable {
        GifHeader header = walk(file);
        long pixels = Math.max(PictureDecoder.LEAST_PIXELS, (long) header.width * header.height);
        return new PictureHeader(
                Format.GIF,
                header.width,
                header.height,
                header.codes.complete(),
                new Coding(false, header.codes.passes(pixels), header.transparent, false, 1));
    }

    /**
     * The file as if it had one frame: OpenCV takes the transparent colour of the last one for that
     * of the first, goes on behind the end code, and refuses a file without trailer.
     *
     * @param file complete
     */
    static BytePointer firstFrame(byte[] file) throws Unreadable {
        GifCodes codes = walk(file).codes;
        BytePointer bytes = new BytePointer(codes.end() + END.length);
        bytes.put(file, 0, codes.end());
        bytes.put(codes.block(), (byte) (codes.end() - codes.block() - 1));
        bytes.position(codes.end()).put(END);
        return bytes.position(0);
    }

    private static GifHeader walk(byte[] file) throws Unreadable {
        ByteBuffer little = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int width = little.getShort(6) & 0xFFFF;
        int height = little.getShort(8) & 0xFFFF;
        int at = 13 + table(little.get(10));
        boolean colour = false;
        while (little.get(at) == EXTENSION) {
            if ((little.get(at + 1) & 0xFF) == GRAPHIC_CONTROL) {
                colour = (little.get(at + 3) & 1) != 0;
            }
            at += 2;
            while (little.get(at) != 0) {
                at += 1 + (little.get(at) & 0xFF);
            }
            at++;
        }
        if (little.get(at) != FRAME) {
            throw PictureHeader.corrupt("it has no frame");
        }
        boolean covers =
                little.getInt(at + 1) == 0
                        && (little.getShort(at + 5) & 0xFFFF) >= width
                        && (little.getShort(at + 7) & 0xFFFF) >= height;
        int codes = at + DESCRIPTOR + table(little.get(at + 9));
        return new GifHeader(width, height, colour || !covers, GifCodes.walk(file, codes));
    }

    /** Bytes of a colour table, from the field that tells of it. */
    private static int table(byte packed) {
        return (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);
    }
}
