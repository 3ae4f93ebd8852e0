package dev.sluice.worker.input.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * What an upload says of itself, read before anything is decoded: a picture of a few kilobytes may
 * claim gigabytes of pixels, or hours of work.
 *
 * @param complete whether the file goes on to the end that its format prescribes; decoders fill
 *     what is missing with grey and call it a success
 */
public record PictureHeader(Format format, int width, int height, boolean complete, Coding coding) {
    PictureHeader(Format format, int width, int height, boolean complete) {
        this(format, width, height, complete, Coding.PLAIN);
    }

    /**
     * How the pixels are stored.
     *
     * @param streamed whether its decoder keeps a few rows at a time, as that of most JPEGs does,
     *     so that a picture shrunk while it is decoded is never in memory whole
     * @param passes how often a decoder visits every pixel, 1 but for some JPEGs
     * @param transparent whether pixels may let through what lies behind the picture
     * @param deep whether a sample has 16 bits
     * @param orientation EXIF's number, 1 to 8, of a transparent picture; OpenCV turns all others
     */
    public record Coding(
            boolean streamed, int passes, boolean transparent, boolean deep, int orientation) {
        static final Coding PLAIN = new Coding(false, 1, false, false, 1);
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
        } catch (RuntimeException e) { // a stranger's bytes are never a fault of ours
            throw corrupt("its header is broken");
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
            return GifHeader.read(file);
        }
        if (text(file, 0, "BM") && file.length >= 18 && BMP_HEADERS.contains(little.getInt(14))) {
            return bmp(little);
        }
        if (text(file, 0, "RIFF") && text(file, 8, "WEBP")) {
            return WebpHeader.read(file, little);
        }
        throw OtherFormats.name(file)
                .map(PictureHeader::unsupported)
                .orElseGet(
                        () -> new Unreadable(Unreadable.Kind.NOT_A_PICTURE, "it is not a picture"));
    }

    /** Sizes of the headers there are; a text may begin with BM, too. */
    private static final Set<Integer> BMP_HEADERS = Set.of(12, 16, 40, 52, 56, 64, 108, 124);

    private static PictureHeader bmp(ByteBuffer little) {
        int header = little.getInt(14);
        boolean old = header == 12;
        // from version 3 on a mask may say which bits are alpha, if fields have masks at all
        boolean alpha =
                header >= 56
                        && unsigned(little, 28) == 32
                        && (little.getInt(30) == 3 || little.getInt(30) == 6)
                        && little.getInt(66) != 0;
        return new PictureHeader(
                Format.BMP,
                old ? unsigned(little, 18) : little.getInt(18),
                old ? unsigned(little, 20) : Math.abs(little.getInt(22)),
                true,
                new Coding(false, 1, alpha, false, 1));
    }

    /** Visiting a block takes about this many times longer than with Huffman codes: measured. */
    private static final int ARITHMETIC = 8;

    private static PictureHeader jpeg(byte[] file) throws Unreadable {
        JpegSegments segments = JpegSegments.scan(file);
        return new PictureHeader(
                Format.JPEG,
                segments.width(),
                segments.height(),
                // what only a decoder's warnings can tell needs somebody who hears them
                segments.complete() && (segments.endMarker() || NativeMessages.caught()),
                new Coding(
                        segments.oneScan(),
                        segments.scans() * (segments.arithmetic() ? ARITHMETIC : 1),
                        false,
                        false,
                        1));
    }

    private static PictureHeader png(byte[] file) throws Unreadable {
        PngChunks chunks = PngChunks.walk(file);
        ByteBuffer big = ByteBuffer.wrap(file);
        return new PictureHeader(
                Format.PNG,
                big.getInt(16),
                big.getInt(20),
                chunks.complete(),
                new Coding(false, 1, chunks.transparent(), file[24] == 16, chunks.orientation()));
    }

    static Unreadable corrupt(String message) {
        return new Unreadable(Unreadable.Kind.CORRUPT, message);
    }

    /**
     * @param what such as "a JPEG XL picture"
     */
    static Unreadable unsupported(String what) {
        return new Unreadable(Unreadable.Kind.UNSUPPORTED, what);
    }

    private static int unsigned(ByteBuffer buffer, int at) {
        return buffer.getShort(at) & 0xFFFF;
    }

    static boolean text(byte[] file, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return at >= 0
                && file.length >= at + bytes.length
                && Arrays.equals(file, at, at + bytes.length, bytes, 0, bytes.length);
    }

    static boolean starts(byte[] file, int at, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (file.length <= at + i || (file[at + i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
