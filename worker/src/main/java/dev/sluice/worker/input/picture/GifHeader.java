package dev.sluice.worker.input.picture;

import dev.sluice.worker.input.picture.PictureHeader.Coding;
import dev.sluice.worker.input.picture.PictureHeader.Format;
import dev.sluice.worker.input.picture.PictureHeader.Unreadable;

import org.bytedeco.javacpp.BytePointer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A GIF up to the end of its first frame, the only one that is decoded (GIF89a, 17-23).
 *
 * @param transparent whether a colour is transparent, or the frame leaves some of the picture
 *     uncovered
 * @param control where the frame's graphic control extension begins; negative if it has none
 * @param frame where its descriptor begins
 */
record GifHeader(
        int width, int height, boolean transparent, int control, int frame, GifCodes codes) {
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xF9;
    private static final int FRAME = 0x2C;
    private static final int SCREEN = 13;
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
     * of the first, goes on behind the end code, and refuses a file without trailer. Of the
     * extensions only the transparent colour is kept: it prints a warning for each it does not
     * know, of which a file may have millions.
     *
     * @param file complete
     */
    static BytePointer firstFrame(byte[] file) throws Unreadable {
        GifHeader header = walk(file);
        GifCodes codes = header.codes;
        byte[] control = new byte[0];
        if (header.control >= 0 && (file[header.control + 3] & 1) != 0) {
            byte colour = file[header.control + 6];
            control = new byte[] {EXTENSION, (byte) GRAPHIC_CONTROL, 4, 1, 0, 0, colour, 0};
        }
        int screen = SCREEN + table(file[10]);
        int frame = screen + control.length;
        int end = frame + codes.end() - header.frame;
        BytePointer bytes = new BytePointer(end + END.length);
        bytes.put(file, 0, screen);
        bytes.position(screen).put(control);
        bytes.position(frame).put(file, header.frame, codes.end() - header.frame);
        bytes.position(end).put(END);
        return bytes.position(0)
                .put(
                        frame + codes.block() - header.frame,
                        (byte) (codes.end() - codes.block() - 1));
    }

    private static GifHeader walk(byte[] file) throws Unreadable {
        ByteBuffer little = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int width = little.getShort(6) & 0xFFFF;
        int height = little.getShort(8) & 0xFFFF;
        int at = SCREEN + table(little.get(10));
        int control = -1;
        while (little.get(at) == EXTENSION) {
            if ((little.get(at + 1) & 0xFF) == GRAPHIC_CONTROL && little.get(at + 2) == 4) {
                control = at;
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
        boolean colour = control >= 0 && (little.get(control + 3) & 1) != 0;
        return new GifHeader(
                width, height, colour || !covers, control, at, GifCodes.walk(file, codes));
    }

    /** Bytes of a colour table, from the field that tells of it. */
    private static int table(byte packed) {
        return (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);
    }
}
