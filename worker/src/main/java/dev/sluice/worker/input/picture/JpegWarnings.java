package dev.sluice.worker.input.picture;

import dev.sluice.worker.input.picture.PictureHeader.Unreadable;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JPEG's decoder warned of, judged: it fills missing blocks with grey and goes on. libjpeg
 * prints its first warning only ({@code jdmaster}'s {@code emit_message}), so a harmless one may
 * stand before a grave one, and the data are looked at as well.
 */
final class JpegWarnings {
    /** Blocks are missing, or were made of something else than theirs. */
    private static final Pattern GRAVE =
            Pattern.compile(
                    "(?i)premature end of|bad Huffman code|bad arithmetic code|instead of RST");

    private static final Pattern LEFT_OVER =
            Pattern.compile("(\\d+) extraneous bytes before marker 0x([0-9a-f]{2})");

    private static final int DHT = 0xC4;
    private static final int EOI = 0xD9;

    /** What encoders leave behind their data to fill a word or a buffer's line. */
    private static final int PADDING = 16;

    /** Characters in a row that coded data never have; equal bytes that few have. */
    private static final int HOLE = 64;

    /** More of the data than this part is no filling: the decoder lost its way before. */
    private static final int MOST = 8;

    private JpegWarnings() {}

    /**
     * @param said what was printed while the file was decoded
     * @return what is wrong with the file; empty if all its blocks are there
     */
    static Optional<String> damage(String said, byte[] file) {
        if (said.isEmpty()) {
            return Optional.empty();
        }
        if (GRAVE.matcher(said).find()) {
            return Optional.of("its data end early or are broken");
        }
        try {
            JpegSegments segments = JpegSegments.scan(file);
            Matcher rest = LEFT_OVER.matcher(said);
            boolean lost =
                    !segments.restarts()
                            || (rest.find()
                                    && !segments.junk()
                                    && lost(
                                            file,
                                            segments,
                                            Integer.parseInt(rest.group(1)),
                                            Integer.parseInt(rest.group(2), 16)));
            return lost ? Optional.of("its data are broken") : Optional.empty();
        } catch (Unreadable | NumberFormatException e) {
            return Optional.of("its data are broken");
        }
    }

    /**
     * Whether bytes left over tell of damage. Of a good file they are a filling of the encoder's;
     * else the decoder made blocks of bytes that were none.
     */
    private static boolean lost(byte[] file, JpegSegments segments, int bytes, int marker) {
        if (bytes <= PADDING) {
            return text(file, segments.data(), segments.end());
        }
        if (marker != EOI) {
            return marker >= DHT; // inside the picture nobody fills
        }
        int end = Math.max(segments.data(), segments.end() - bytes);
        // a flat band of a good picture may look like a hole; before a filling it must adjoin that
        int hole = uniform(file, end, segments.end()) ? end - 2 * HOLE : segments.data();
        return text(file, segments.data(), end)
                || equal(file, Math.max(segments.data(), hole), end)
                || (bytes > (segments.end() - segments.data()) / MOST
                        && !equal(file, end, segments.end()));
    }

    private static boolean text(byte[] file, int from, int to) {
        int characters = 0;
        for (int i = from; i < to && characters < HOLE; i++) {
            characters = file[i] >= '\t' && file[i] <= '~' ? characters + 1 : 0;
        }
        return characters >= HOLE;
    }

    private static boolean uniform(byte[] file, int from, int to) {
        return from >= to || Arrays.mismatch(file, from, to - 1, file, from + 1, to) < 0;
    }

    /** Flat areas of a good file may look so; what is left over tells the one from the other. */
    private static boolean equal(byte[] file, int from, int to) {
        int equal = 0;
        for (int i = from + 1; i < to && equal < HOLE; i++) {
            equal = file[i] == file[i - 1] ? equal + 1 : 0;
        }
        return equal >= HOLE;
    }
}
