package dev.sluice.worker.input.picture;

import dev.sluice.worker.input.picture.PictureHeader.Format;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.DataFormatException;

/**
 * The ICC profile that a picture carries, or what it says in other words. It stands before the
 * pixels, so that little is read. One with a piece missing, broken or too large is none, as viewers
 * hold it. GIF has none, and of BMP they look for none.
 *
 * @param icc as the file has it
 * @param channels that the picture stores: 1 grey, 3, or 4 for inks
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record EmbeddedProfile(byte[] icc, int channels) {
    /** Bytes; those of presses have two or three millions. */
    static final int LARGEST = 4 << 20;

    static Optional<EmbeddedProfile> of(byte[] file, Format format) {
        try {
            return switch (format) {
                case JPEG -> jpeg(file);
                case PNG -> png(file);
                case WEBP -> webp(file, ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
                case BMP, GIF -> Optional.empty();
            };
        } catch (IndexOutOfBoundsException
                | BufferUnderflowException
                | IllegalArgumentException
                | DataFormatException e) {
            return Optional.empty();
        }
    }

    /** In as many APP2 segments as it needs, numbered from 1 (ICC.1:2010, B.4). */
    private static Optional<EmbeddedProfile> jpeg(byte[] file) {
        SortedMap<Integer, byte[]> parts = new TreeMap<>();
        int all = 0;
        int channels = 0;
        int at = 2;
        while (file[at] == (byte) 0xFF) {
            int code = file[at + 1] & 0xFF;
            if (code == 0xFF || code == 0x01 || (code >= 0xD0 && code <= 0xD8)) {
                at += code == 0xFF ? 1 : 2;
                continue;
            }
            if (code == 0xDA || code == 0xD9) { // what follows is no header
                break;
            }
            int end = at + 2 + JpegSegments.unsigned(file, at + 2);
            if (JpegFrame.is(code)) {
                channels = file[at + 9];
            } else if (code == 0xE2 && PictureHeader.text(file, at + 4, "ICC_PROFILE\0")) {
                all = Math.max(all, file[at + 17] & 0xFF);
                parts.putIfAbsent(file[at + 16] & 0xFF, Arrays.copyOfRange(file, at + 18, end));
            }
            at = end;
        }
        boolean whole = all > 0 && parts.size() == all && parts.lastKey() == all;
        return whole ? joined(parts.values(), channels) : Optional.empty();
    }

    private static Optional<EmbeddedProfile> joined(Collection<byte[]> parts, int channels) {
        ByteArrayOutputStream icc = new ByteArrayOutputStream();
        parts.forEach(icc::writeBytes);
        return icc.size() > LARGEST
                ? Optional.empty()
                : Optional.of(new EmbeddedProfile(icc.toByteArray(), channels));
    }

    private static Optional<EmbeddedProfile> png(byte[] file) throws DataFormatException {
        int channels = (file[25] & 2) == 0 ? 1 : 3;
        return PngColours.profile(PngColours.chunks(file))
                .map(icc -> new EmbeddedProfile(icc, channels));
    }

    /** Of the extended form alone, and there before the picture. */
    private static Optional<EmbeddedProfile> webp(byte[] file, ByteBuffer little) {
        boolean has = PictureHeader.text(file, 12, "VP8X") && (little.get(20) & 0x20) != 0;
        if (!has || !PictureHeader.text(file, 30, "ICCP")) {
            return Optional.empty();
        }
        int length = little.getInt(34);
        if (length < 0 || length > LARGEST) {
            return Optional.empty();
        }
        return Optional.of(new EmbeddedProfile(Arrays.copyOfRange(file, 38, 38 + length), 3));
    }
}
