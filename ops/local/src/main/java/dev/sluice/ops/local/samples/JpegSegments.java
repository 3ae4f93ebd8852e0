package dev.sluice.ops.local.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * JPEG marker segments (ITU-T T.81, annex B) put in by hand, for what ImageIO's writer does not
 * offer.
 */
final class JpegSegments {
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP14 = 0xEE;

    private JpegSegments() {}

    /**
     * Says how the stored pixels must be turned to stand upright (Exif 2.32, tag 0x0112). Odd
     * orientations are written big-endian and even ones little-endian, for cameras do both.
     *
     * @param orientation 1 to 8
     */
    static byte[] withOrientation(byte[] jpeg, int orientation) {
        boolean bigEndian = orientation % 2 == 1;
        ByteBuffer exif = ByteBuffer.allocate(32).put("Exif\0\0".getBytes(US_ASCII));
        exif.put((bigEndian ? "MM" : "II").getBytes(US_ASCII));
        exif.order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        exif.putShort((short) 42)
                .putInt(8); // TIFF's number; the first directory follows its header
        exif.putShort(
                (short) 1); // one entry: orientation, of type SHORT, one value in the first half of
        // four bytes
        exif.putShort((short) 0x0112).putShort((short) 3).putInt(1);
        exif.putShort((short) orientation).putShort((short) 0);
        exif.putInt(0); // no further directory
        return insert(jpeg, APP1, exif.array());
    }

    /**
     * Adobe's segment with colour transform 0: four components are CMYK, stored inverted, as
     * Photoshop writes them.
     */
    static byte[] withAdobeCmyk(byte[] jpeg) {
        ByteBuffer adobe = ByteBuffer.allocate(12).put("Adobe".getBytes(US_ASCII));
        adobe.putShort((short) 100); // version; then two words of flags and the transform, all 0
        return insert(jpeg, APP14, adobe.array());
    }

    /** Puts a segment where it belongs: first, but after JFIF's own. */
    private static byte[] insert(byte[] jpeg, int marker, byte[] data) {
        int at = 2;
        if ((jpeg[3] & 0xFF) == APP0) {
            at += 2 + (ByteBuffer.wrap(jpeg).getShort(4) & 0xFFFF);
        }
        int length = data.length + 2;
        return Bytes.join(
                Arrays.copyOf(jpeg, at),
                Bytes.of(0xFF, marker, length >> 8, length & 0xFF),
                data,
                Arrays.copyOfRange(jpeg, at, jpeg.length));
    }
}
