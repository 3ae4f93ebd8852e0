package dev.sluice.shared.vector;

import dev.sluice.shared.time.Ticker;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * By what all indexes follow: which objects changed, not how. One partition, by time; AWS takes
 * 1,000 changes a second there.
 */
public final class ChangeFeed {
    /** No customer's ID: those of shipped pipelines have no such character. */
    private static final String PARTITION = "#changes";

    /** Who has not looked for so long reads all again. */
    public static final Duration KEPT = Duration.ofHours(24);

    /**
     * How much earlier than another's change one may stand that is told later: clocks of machines
     * differ, and calls take time.
     */
    public static final Duration SLACK = Duration.ofSeconds(60);

    /** What took so long to write is told again, under the time of then. */
    private static final Duration LATE = Duration.ofSeconds(20);

    /** DynamoDB deletes what has expired within two days. */
    private static final Duration THERE = KEPT.plusDays(2);

    private final Vectors table;
    private final InstantSource clock;
    private final Ticker ticker;

    ChangeFeed(Vectors table, InstantSource clock, Ticker ticker) {
        this.table = table;
        this.clock = clock;
        this.ticker = ticker;
    }

    /**
     * Something has changed.
     *
     * @param entry tells changes apart, and orders them by time
     * @param item empty: the whole collection is gone, or is to be read again
     */
    public record Change(String entry, CollectionKey collection, Optional<String> item) {}

    /** The time by which changes are told, here. */
    public Instant now() {
        return clock.instant();
    }

    /** What was told since then, read consistently. */
    public List<Change> since(Instant then) {
        List<Change> changes = new ArrayList<>();
        table.from(
                PARTITION,
                entry(then),
                item ->
                        changes.add(
                                new Change(
                                        Vectors.text(item, "entry"),
                                        new CollectionKey(
                                                Vectors.text(item, "customer"),
                                                Vectors.text(item, "collection")),
                                        Optional.of(Vectors.text(item, "item"))
                                                .filter(name -> !name.isEmpty()))));
        return changes;
    }

    /** When this returns, whoever looks hears of it. */
    void tell(CollectionKey collection, Optional<String> item) {
        long begun;
        do { // what took long could be missed under the time that it is told under
            begun = ticker.nanos();
            Instant now = clock.instant();
            Map<String, AttributeValue> change =
                    new HashMap<>(Vectors.key(PARTITION, entry(now) + "-" + UUID.randomUUID()));
            change.put("customer", AttributeValue.fromS(collection.customerID()));
            change.put("collection", AttributeValue.fromS(collection.collectionID()));
            item.ifPresent(name -> change.put("item", AttributeValue.fromS(name)));
            String end = Long.toString(now.plus(KEPT).getEpochSecond());
            change.put("expiresAt", AttributeValue.fromN(end));
            table.put(change);
        } while (ticker.nanos() - begun > LATE.toNanos());
    }

    /** Deletes what was told of a collection. */
    void forget(CollectionKey collection) {
        for (Change change : since(clock.instant().minus(THERE))) {
            if (change.collection().equals(collection)) {
                table.delete(Vectors.key(PARTITION, change.entry()));
            }
        }
    }

    private static String entry(Instant time) {
        return String.format(Locale.ROOT, "%013d", time.toEpochMilli());
    }
}
