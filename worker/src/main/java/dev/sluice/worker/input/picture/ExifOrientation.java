package dev.sluice.worker.input.picture;

import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.transpose;

import org.bytedeco.opencv.opencv_core.Mat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** EXIF's orientation (CIPA DC-008, 4.6.5): OpenCV turns what it decodes, unless it keeps alpha. */
final class ExifOrientation {
    private static final int TAG = 0x0112;
    private static final int ENTRY = 12;

    private ExifOrientation() {}

    /**
     * @param exif a TIFF header and its first directory, possibly after {@code Exif\0\0}; may be
     *     broken
     * @return 1 to 8; 1, upright, if it does not say
     */
    static int of(ByteBuffer exif) {
        try {
            ByteBuffer tiff = exif.slice();
            if (tiff.remaining() > 6 && tiff.getInt(0) == 0x45786966) {
                tiff = tiff.slice(6, tiff.remaining() - 6);
            }
            tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            int directory = tiff.getInt(4);
            int entries = tiff.getShort(directory) & 0xFFFF;
            for (int at = directory + 2; entries > 0; at += ENTRY, entries--) {
                if ((tiff.getShort(at) & 0xFFFF) == TAG) {
                    int value = tiff.getShort(at + 8);
                    return value >= 1 && value <= 8 ? value : 1;
                }
            }
        } catch (IndexOutOfBoundsException e) {
            // broken, and so does not say
        }
        return 1;
    }

    /** Turns it in its place. */
    static void turn(Mat picture, int orientation) {
        if (orientation >= 5) {
            transpose(picture, picture);
        }
        switch (orientation) {
            case 2, 6 -> flip(picture, picture, 1);
            case 3, 7 -> flip(picture, picture, -1);
            case 4, 8 -> flip(picture, picture, 0);
            default -> {}
        }
    }
}
