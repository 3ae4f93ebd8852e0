package dev.sluice.shared.vector;

import dev.sluice.shared.Settings;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.time.Ticker;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where vectors are durable: an item for each object of each collection, written only over an older
 * generation's. Every change is told in the {@link ChangeFeed}. An index that is lost is read again
 * from here. The items of a customer are one partition, by {@code item/<collection>/<object>}.
 *
 * <p>Throws {@link VectorsUnavailable} when DynamoDB cannot be reached or refuses.
 */
public final class VectorTable {
    private static final String ITEM = "item/";

    /** No job of an object that is gone is under way after that (RULES 12). */
    private static final Duration GONE_KEPT = Duration.ofDays(2);

    private static final String NEWER = "attribute_not_exists(generation) OR generation <= :new";

    private final Vectors table;
    private final ChangeFeed feed;
    private final InstantSource clock;

    public VectorTable(DynamoDbClient dynamodb, String table, InstantSource clock, Ticker ticker) {
        this.table = new Vectors(dynamodb, table);
        this.feed = new ChangeFeed(this.table, clock, ticker);
        this.clock = clock;
    }

    /** The table that the settings name. */
    public static VectorTable of(Settings settings, DynamoDbClient dynamodb) {
        return new VectorTable(
                dynamodb, settings.vectors().table(), InstantSource.system(), Ticker.system());
    }

    /** The table, or an index, is out of reach, throttles or refuses, or is not there. */
    public static final class VectorsUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1;

        public VectorsUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    public ChangeFeed feed() {
        return feed;
    }

    /**
     * Keeps an object's vectors; when this returns, every index that looks finds them.
     *
     * @param kept how long at least; a deployment deletes them after that
     * @return false if those of a newer generation are kept, or a newer removal
     */
    public boolean put(VectorItem item, Duration kept) {
        Map<String, AttributeValue> attributes = new HashMap<>(key(item.key()));
        attributes.put("generation", AttributeValue.fromS(item.generation().value()));
        attributes.put("version", AttributeValue.fromS(item.version()));
        if (!item.vectors().isEmpty()) {
            attributes.put("vectors", AttributeValue.fromB(SdkBytes.fromByteArray(bytes(item))));
            String count = Integer.toString(item.vectors().size());
            attributes.put("count", AttributeValue.fromN(count));
        }
        Instant end = clock.instant().plus(kept);
        attributes.put("expiresAt", AttributeValue.fromN(Long.toString(end.getEpochSecond())));
        if (!table.put(attributes, NEWER, item.generation().value())) {
            return false;
        }
        feed.tell(item.key().collection(), Optional.of(item.key().item()));
        return true;
    }

    /**
     * Forgets an object's vectors, for good: what comes late of an older generation is not kept.
     *
     * @return false if those of a newer generation are kept
     */
    public boolean remove(ItemKey key, Generation generation) {
        return put(new VectorItem(key, generation, "", List.of()), GONE_KEPT);
    }

    /**
     * Forgets a whole collection, and what the feed says of it but that it is gone.
     *
     * @return how many items there were
     */
    public long clear(CollectionKey collection) {
        List<Map<String, AttributeValue>> keys = new ArrayList<>();
        table.beginning(
                collection.customerID(),
                prefix(collection),
                item ->
                        keys.add(
                                Vectors.key(collection.customerID(), Vectors.text(item, "entry"))));
        keys.forEach(table::delete);
        feed.forget(collection);
        reload(collection);
        return keys.size();
    }

    /** Has all indexes drop what they have of a collection, and read it again when asked. */
    public void reload(CollectionKey collection) {
        feed.tell(collection, Optional.empty());
    }

    /** What is kept of an object; nothing if it is gone. */
    public Optional<VectorItem> read(ItemKey key) {
        Map<String, AttributeValue> item = table.read(key(key));
        return item.containsKey("vectors") ? Optional.of(item(item)) : Optional.empty();
    }

    /** All that is kept of a collection, page by page. */
    public void all(CollectionKey collection, Consumer<VectorItem> each) {
        table.beginning(
                collection.customerID(),
                prefix(collection),
                item -> {
                    if (item.containsKey("vectors")) {
                        each.accept(item(item));
                    }
                });
    }

    /** A customer's collections, in order, with how many objects have vectors there. */
    public Map<CollectionKey, Long> collections(String customerID) {
        Map<CollectionKey, Long> collections = new LinkedHashMap<>();
        table.beginning(
                customerID,
                ITEM,
                item -> {
                    long one = item.containsKey("vectors") ? 1 : 0;
                    collections.merge(itemKey(item).collection(), one, Long::sum);
                });
        return collections;
    }

    private static String prefix(CollectionKey collection) {
        return ITEM + collection.collectionID() + "/";
    }

    private static Map<String, AttributeValue> key(ItemKey key) {
        return Vectors.key(key.collection().customerID(), prefix(key.collection()) + key.item());
    }

    private static ItemKey itemKey(Map<String, AttributeValue> item) {
        String entry = Vectors.text(item, "entry");
        int slash = entry.indexOf('/', ITEM.length());
        return new ItemKey(
                new CollectionKey(
                        Vectors.text(item, "customerID"), entry.substring(ITEM.length(), slash)),
                entry.substring(slash + 1));
    }

    private static VectorItem item(Map<String, AttributeValue> item) {
        List<float[]> vectors = new ArrayList<>();
        AttributeValue stored = item.get("vectors");
        AttributeValue count = item.get("count");
        if (stored != null && count != null) {
            FloatBuffer numbers =
                    stored.b().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
            int dimension = numbers.remaining() / Integer.parseInt(count.n());
            while (numbers.hasRemaining()) {
                float[] vector = new float[dimension];
                numbers.get(vector);
                vectors.add(vector);
            }
        }
        return new VectorItem(
                itemKey(item),
                new Generation(Vectors.text(item, "generation")),
                Vectors.text(item, "version"),
                vectors);
    }

    /** One after another, all of one dimension, little endian. */
    private static byte[] bytes(VectorItem item) {
        int numbers = item.vectors().stream().mapToInt(vector -> vector.length).sum();
        ByteBuffer bytes =
                ByteBuffer.allocate(numbers * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer floats = bytes.asFloatBuffer();
        item.vectors().forEach(floats::put);
        return bytes.array();
    }
}
