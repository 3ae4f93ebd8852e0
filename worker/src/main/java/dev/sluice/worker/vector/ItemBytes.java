package dev.sluice.worker.vector;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.ItemKey;
import dev.sluice.shared.vector.VectorItem;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An object without its vectors, as bytes: its generation's sequencer (16 bytes), time (8) and run
 * (2), then its names, each ended by a zero.
 */
final class ItemBytes {
    private static final int SEQUENCER = 16;
    private static final int NAMES = 4;

    private ItemBytes() {}

    static byte[] of(VectorItem item) {
        String generation = item.generation().value();
        String names =
                String.join(
                        "\0",
                        item.key().collection().customerID(),
                        item.key().collection().collectionID(),
                        item.key().item(),
                        item.version(),
                        "");
        byte[] text = names.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(SEQUENCER + Long.BYTES + Short.BYTES + text.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(HexFormat.of().parseHex(generation, 0, 2 * SEQUENCER))
                .putLong(item.generation().eventTime().toEpochMilli())
                .putShort(Short.parseShort(generation.substring(generation.length() - 4)))
                .put(text)
                .array();
    }

    /** What {@link #of} made, without vectors; nothing if it made something else. */
    static Optional<VectorItem> read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        byte[] sequencer = new byte[SEQUENCER];
        buffer.get(sequencer);
        long millis = buffer.getLong();
        int run = buffer.getShort();
        String generation =
                String.format(
                        Locale.ROOT,
                        "%s.%013d.%04d",
                        HexFormat.of().withUpperCase().formatHex(sequencer),
                        millis,
                        run);
        String[] names = StandardCharsets.UTF_8.decode(buffer).toString().split("\0", -1);
        if (names.length <= NAMES || !Generation.isOne(generation)) {
            return Optional.empty();
        }
        return Optional.of(
                new VectorItem(
                        new ItemKey(new CollectionKey(names[0], names[1]), names[2]),
                        new Generation(generation),
                        names[3],
                        List.of()));
    }

    /** The generation that stands for no object. */
    static Generation none() {
        return Generation.found(Instant.EPOCH);
    }
}
