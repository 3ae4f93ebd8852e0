package dev.sluice.worker.input;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the first bytes of an upload say, read before anything is decoded: a picture of a few
 * kilobytes may claim gigabytes of pixels.
 *
 * @param complete whether the file goes on to the end that its format prescribes; decoders fill
 *     what is missing with grey and call it a success
 * @param streamed whether its decoder keeps a few rows at a time, as that of most JPEGs does, so
 *     that a picture shrunk while it is decoded is never in memory whole
 */
public record PictureHeader(
        Format format, int width, int height, boolean complete, boolean streamed) {
    PictureHeader(Format format, int width, int height, boolean complete) {
        this(format, width, height, complete, false);
    }

    /** What an upload may be. */
    public enum Format {
        JPEG,
        PNG,
        GIF,
        BMP,
        WEBP
    }

    /** Why an upload cannot be decoded. */
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        /** What kind of unreadable. */
        public enum Kind {
            NOT_A_PICTURE,
            UNSUPPORTED,
            CORRUPT
        }

        private final Kind kind;

        Unreadable(Kind kind, String message) {
            super(message);
            this.kind = kind;
        }

        public Kind kind() {
            return kind;
        }
    }

    public long pixels() {
        return (long) width * height;
    }

    /**
     * Reads the header.
     *
     * @throws Unreadable if it is none of {@link Format}'s, or broken
     */
    public static PictureHeader read(byte[] file) throws Unreadable {
        try {
            PictureHeader header = parse(file);
            if (header.width <= 0 || header.height <= 0) {
                throw corrupt("its header says %d×%d".formatted(header.width, header.height));
            }
            return header;
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw corrupt("it ends within its header");
        }
    }

    private static PictureHeader parse(byte[] file) throws Unreadable {
        if (starts(file, 0, 0xFF, 0xD8)) {
            return jpeg(file);
        }
        if (starts(file, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
            return png(file);
        }
        ByteBuffer little = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (text(file, 0, "GIF87a") || text(file, 0, "GIF89a")) {
            return new PictureHeader(Format.GIF, unsigned(little, 6), unsigned(little, 8), true);
        }
        if (text(file, 0, "BM") && file.length > 14 && little.getInt(14) >= 12) {
            boolean old = little.getInt(14) == 12;
            return new PictureHeader(
                    Format.BMP,
                    old ? unsigned(little, 18) : little.getInt(18),
                    old ? unsigned(little, 20) : Math.abs(little.getInt(22)),
                    true);
        }
        if (text(file, 0, "RIFF") && text(file, 8, "WEBP")) {
            return webp(file, little);
        }
        throw other(file);
    }

    private static PictureHeader jpeg(byte[] file) throws Unreadable {
        JpegSegments segments = JpegSegments.scan(file);
        return new PictureHeader(
                Format.JPEG,
                segments.width(),
                segments.height(),
                segments.complete(),
                segments.oneScan());
    }

    /** Walks the chunks to IEND; libpng specification, 5.3. */
    private static PictureHeader png(byte[] file) throws Unreadable {
        ByteBuffer big = ByteBuffer.wrap(file);
        if (!text(file, 12, "IHDR")) {
            throw corrupt("its first chunk is not IHDR");
        }
        boolean complete = false;
        for (long at = 8; at + 12 <= file.length && !complete; ) {
            complete = text(file, (int) at + 4, "IEND");
            at += 12 + (big.getInt((int) at) & 0xFFFFFFFFL);
        }
        return new PictureHeader(Format.PNG, big.getInt(16), big.getInt(20), complete);
    }

    /** Google's WebP container specification: VP8, VP8L and VP8X differ in where the size lies. */
    private static PictureHeader webp(byte[] file, ByteBuffer little) throws Unreadable {
        boolean complete = file.length >= (little.getInt(4) & 0xFFFFFFFFL) + 8;
        if (text(file, 12, "VP8 ")) {
            return new PictureHeader(
                    Format.WEBP,
                    unsigned(little, 26) & 0x3FFF,
                    unsigned(little, 28) & 0x3FFF,
                    complete);
        }
        if (text(file, 12, "VP8L")) {
            int bits = little.getInt(21);
            return new PictureHeader(
                    Format.WEBP, (bits & 0x3FFF) + 1, (bits >>> 14 & 0x3FFF) + 1, complete);
        }
        if (text(file, 12, "VP8X")) {
            return new PictureHeader(
                    Format.WEBP,
                    (little.getInt(24) & 0xFFFFFF) + 1,
                    (little.getInt(26) >>> 8 & 0xFFFFFF) + 1,
                    complete);
        }
        throw corrupt("its WebP chunk is unknown");
    }

    private static Unreadable other(byte[] file) {
        String known =
                starts(file, 0, 'I', 'I', 42, 0) || starts(file, 0, 'M', 'M', 0, 42)
                        ? "TIFF"
                        : text(file, 4, "ftyp") ? "HEIC, AVIF or video" : "";
        return known.isEmpty()
                ? new Unreadable(Unreadable.Kind.NOT_A_PICTURE, "it is not a picture")
                : new Unreadable(Unreadable.Kind.UNSUPPORTED, "it is a " + known + " file");
    }

    static Unreadable corrupt(String message) {
        return new Unreadable(Unreadable.Kind.CORRUPT, message);
    }

    private static int unsigned(ByteBuffer buffer, int at) {
        return buffer.getShort(at) & 0xFFFF;
    }

    private static boolean text(byte[] file, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return at >= 0
                && file.length >= at + bytes.length
                && Arrays.equals(file, at, at + bytes.length, bytes, 0, bytes.length);
    }

    private static boolean starts(byte[] file, int at, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (file.length <= at + i || (file[at + i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
