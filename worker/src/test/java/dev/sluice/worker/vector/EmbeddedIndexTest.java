package dev.sluice.worker.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.LocalAws;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.vector.ChangeFeed;
import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.ItemKey;
import dev.sluice.shared.vector.VectorItem;
import dev.sluice.shared.vector.VectorTable;
import dev.sluice.worker.vector.VectorIndex.Hit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** On the real table; two indexes stand for those of two workers. */
class EmbeddedIndexTest {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final String TABLE = "Vectors";

    private static LocalAws local;
    private static AwsClients clients;

    @TempDir private Path folder;

    private Instant now = Instant.parse("2026-11-30T04:00:00Z");
    private final CollectionKey collection = new CollectionKey("c-" + UUID.randomUUID(), "staff");
    private final VectorTable table =
            new VectorTable(clients.dynamodb(), TABLE, () -> now, () -> 0);
    private final List<EmbeddedIndex> opened = new ArrayList<>();

    @BeforeAll
    static void start() {
        local = LocalAws.start(LocalAws.Options.defaults());
        clients =
                AwsClients.open(
                        Settings.read(local.environment()).aws(),
                        new AwsClients.Load(8, 1, Duration.ofSeconds(60)),
                        new ApiMeter());
        clients.dynamodb()
                .createTable(
                        create ->
                                create.tableName(TABLE)
                                        .billingMode(BillingMode.PAY_PER_REQUEST)
                                        .attributeDefinitions(
                                                a ->
                                                        a.attributeName("customerID")
                                                                .attributeType(
                                                                        ScalarAttributeType.S),
                                                a ->
                                                        a.attributeName("entry")
                                                                .attributeType(
                                                                        ScalarAttributeType.S))
                                        .keySchema(
                                                k ->
                                                        k.attributeName("customerID")
                                                                .keyType(KeyType.HASH),
                                                k ->
                                                        k.attributeName("entry")
                                                                .keyType(KeyType.RANGE)));
    }

    @AfterAll
    static void stop() {
        clients.close();
        local.close();
    }

    @AfterEach
    void close() {
        opened.forEach(EmbeddedIndex::close);
    }

    /** An index that follows when it is asked, and only then. */
    private EmbeddedIndex index(String name) throws IOException {
        FileChannel file =
                FileChannel.open(
                        folder.resolve(name),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        EmbeddedIndex index =
                new EmbeddedIndex(table, LocalVectors.open(file, People.DIMENSION), file);
        opened.add(index);
        return index;
    }

    private void put(int person, long generation) {
        table.put(item(person, generation), YEAR);
    }

    private VectorItem item(int person, long generation) {
        return People.item(key(person), generation, People.vector(person, 0));
    }

    private ItemKey key(int person) {
        return People.key(collection, person, 0);
    }

    private List<String> found(EmbeddedIndex index, int person) {
        return index.nearest(collection, "1", People.vector(person, 0), 10).stream()
                .map(Hit::key)
                .map(ItemKey::item)
                .toList();
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void whatOneIndexedAnotherFindsAtOnce() throws Exception {
        EmbeddedIndex one = index("one");
        EmbeddedIndex two = index("two");
        put(1, 1);
        assertThat(found(one, 1)).hasSize(1);
        put(2, 1);
        pass(Duration.ofSeconds(1));
        put(3, 1);
        assertThat(found(one, 2)).hasSize(3);
        assertThat(found(two, 2)).hasSize(3).first().isEqualTo(key(2).item());
    }

    @Test
    void aMachineWhoseClockIsHalfAMinuteSlowIsHeard() throws Exception {
        EmbeddedIndex index = index("one");
        put(1, 1);
        assertThat(found(index, 1)).hasSize(1);
        pass(Duration.ofSeconds(30));
        assertThat(found(index, 1)).hasSize(1);
        pass(Duration.ofSeconds(-30));
        put(2, 1);
        pass(Duration.ofSeconds(30));
        assertThat(found(index, 2)).hasSize(2);
    }

    @Test
    void rule4_whatIsRemovedIsFoundNowhereAndALateUploadDoesNotBringItBack() throws Exception {
        EmbeddedIndex index = index("one");
        put(1, 1);
        put(2, 1);
        assertThat(found(index, 1)).hasSize(2);
        assertThat(table.remove(key(1), People.generation(3))).isTrue();
        assertThat(table.put(item(1, 2), YEAR)).isFalse();

        assertThat(found(index, 1)).containsExactly(key(2).item());
        assertThat(table.read(key(1))).isEmpty();
        put(1, 4);
        assertThat(found(index, 1)).hasSize(2);
    }

    @Test
    void rule4_aLateRemovalForgetsNothingNewer() throws Exception {
        EmbeddedIndex index = index("one");
        put(1, 5);
        assertThat(table.remove(key(1), People.generation(4))).isFalse();
        assertThat(found(index, 1)).hasSize(1);
    }

    @Test
    void aClearedCollectionIsEmptyAndMayBeFilledAgain() throws Exception {
        EmbeddedIndex one = index("one");
        put(1, 1);
        put(2, 1);
        assertThat(found(one, 1)).hasSize(2);
        assertThat(table.clear(collection)).isEqualTo(2);
        assertThat(found(one, 1)).isEmpty();
        assertThat(table.collections(collection.customerID())).isEmpty();
        assertThat(table.feed().since(Instant.EPOCH))
                .filteredOn(change -> change.collection().equals(collection))
                .singleElement()
                .matches(change -> change.item().isEmpty());
        put(3, 1);
        assertThat(found(one, 1)).containsExactly(key(3).item());
        assertThat(found(index("new"), 1)).containsExactly(key(3).item());
    }

    @Test
    void theNextProcessGoesOnWhereOneWasKilled() throws Exception {
        EmbeddedIndex first = index("one");
        put(1, 1);
        assertThat(found(first, 1)).hasSize(1);
        opened.remove(first); // never closed
        pass(Duration.ofHours(3));
        put(2, 1);
        pass(Duration.ofHours(3));
        table.remove(key(1), People.generation(2));
        pass(Duration.ofMinutes(5));

        assertThat(found(index("one"), 1)).containsExactly(key(2).item());
    }

    @Test
    void whatIsTooOldToBeFollowedIsReadAgain() throws Exception {
        EmbeddedIndex first = index("one");
        put(1, 1);
        assertThat(found(first, 1)).hasSize(1);
        opened.remove(first);
        pass(ChangeFeed.KEPT);
        table.clear(collection);
        put(2, 1);
        table.feed();

        assertThat(found(index("one"), 1)).containsExactly(key(2).item());
    }

    @Test
    void aLostIndexIsReadAgain() throws Exception {
        for (int person = 0; person < 30; person++) {
            put(person, 1);
        }
        assertThat(found(index("one"), 4)).hasSize(10).first().isEqualTo(key(4).item());
        assertThat(found(index("another"), 4)).hasSize(10).first().isEqualTo(key(4).item());
        EmbeddedIndex last = index("third");
        assertThat(found(last, 5)).first().isEqualTo(key(5).item());
        table.reload(collection);
        assertThat(found(last, 5)).hasSize(10).first().isEqualTo(key(5).item());
    }
}
