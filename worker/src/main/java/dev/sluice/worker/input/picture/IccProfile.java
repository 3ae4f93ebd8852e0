package dev.sluice.worker.input.picture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of a stranger's ICC profile decides about colours (ICC.1:2010, 7): its kind and a few tags.
 * All else, dates, names and programs of floating-point steps among it, is left out before a
 * library sees it; so a profile that differs in its date alone is the same, too.
 */
final class IccProfile {
    private static final int HEADER = 128;
    private static final int ENTRY = 12;

    /** As LittleCMS. */
    private static final int MOST_TAGS = 100;

    /**
     * Bytes of one without a table, which are kept by the library that converts by it. Three curves
     * of 4096 steps each have 24 kB.
     */
    static final int LARGEST_MATRIX = 128 << 10;

    private static final Set<String> CLASSES = Set.of("mntr", "scnr", "prtr", "spac");
    private static final Set<String> CONNECTED_BY = Set.of("XYZ ", "Lab ");
    private static final String TABLE = "A2B0";
    private static final Set<String> TAGS =
            Set.of(TABLE, "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC", "kTRC");

    /**
     * Fields of the header that say something of colours: version to PCS, signature, PCS's white.
     */
    private static final List<int[]> FIELDS =
            List.of(new int[] {8, 24}, new int[] {36, 40}, new int[] {68, 80});

    private final byte[] essence;
    private final String space;
    private final Set<String> tags;

    private IccProfile(byte[] essence, String space, Set<String> tags) {
        this.essence = essence;
        this.space = space;
        this.tags = tags;
    }

    /** Empty if it is none, or none for colours of a picture. */
    static Optional<IccProfile> read(byte[] icc) {
        try {
            ByteBuffer big = ByteBuffer.wrap(icc);
            int count = big.getInt(HEADER);
            boolean known =
                    text(icc, 36).equals("acsp")
                            && CLASSES.contains(text(icc, 12))
                            && CONNECTED_BY.contains(text(icc, 20));
            if (!known || count < 1 || count > MOST_TAGS) {
                return Optional.empty();
            }
            Map<String, ByteBuffer> tags = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                int at = HEADER + 4 + i * ENTRY;
                String tag = text(icc, at);
                if (TAGS.contains(tag)) {
                    tags.put(tag, big.slice(big.getInt(at + 4), big.getInt(at + 8)));
                }
            }
            return Optional.of(new IccProfile(essence(icc, tags), text(icc, 16), tags.keySet()));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A profile of the tags alone; what several of them share is there once. */
    private static byte[] essence(byte[] icc, Map<String, ByteBuffer> tags) {
        Map<ByteBuffer, Integer> places = new HashMap<>();
        int size = HEADER + 4 + tags.size() * ENTRY;
        for (ByteBuffer data : tags.values()) {
            if (places.putIfAbsent(data, size) == null) {
                size += data.remaining() + 3 & ~3;
            }
        }
        int most = tags.containsKey(TABLE) ? EmbeddedProfile.LARGEST : LARGEST_MATRIX;
        if (size > most) {
            throw new IllegalArgumentException("too large, or tags overlap");
        }
        ByteBuffer essence = ByteBuffer.allocate(size).putInt(size);
        FIELDS.forEach(field -> essence.put(field[0], icc, field[0], field[1] - field[0]));
        essence.position(HEADER).putInt(tags.size());
        tags.forEach(
                (tag, data) ->
                        essence.put(tag.getBytes(StandardCharsets.ISO_8859_1))
                                .putInt(places.getOrDefault(data, 0))
                                .putInt(data.remaining()));
        places.forEach((data, at) -> essence.put(at, data, 0, data.remaining()));
        return essence.array();
    }

    byte[] essence() {
        return essence;
    }

    /** {@code "RGB "}, {@code "GRAY"}, {@code "CMYK"} or another. */
    String space() {
        return space;
    }

    /** Whether it is a table of colours, not three curves and a matrix. */
    boolean table() {
        return tags.contains(TABLE);
    }

    private static String text(byte[] icc, int at) {
        return new String(icc, at, 4, StandardCharsets.ISO_8859_1);
    }
}
