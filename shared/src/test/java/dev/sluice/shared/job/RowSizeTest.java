package dev.sluice.shared.job;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.shared.job.JobTable.Completion;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows as they are stored, conditions left out. */
class RowSizeTest {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private final Stored stored = new Stored();
    private final JobTable table = new JobTable(stored, "Rows", InstantSource.fixed(NOW));

    private static final class Stored implements DynamoDbClient {
        private final Map<String, AttributeValue> item = new HashMap<>();

        @Override
        public UpdateItemResponse updateItem(UpdateItemRequest update) {
            item.putAll(update.key());
            update.expressionAttributeNames()
                    .forEach(
                            (name, attribute) ->
                                    item.put(
                                            attribute,
                                            update.expressionAttributeValues()
                                                    .get(name.replace("#a", ":v"))));
            int removes = update.updateExpression().indexOf(" REMOVE ");
            if (removes >= 0) {
                Arrays.asList(update.updateExpression().substring(removes + 8).split(", "))
                        .forEach(item::remove);
            }
            return UpdateItemResponse.builder().build();
        }

        Row row() {
            return new Row(item);
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    /**
     * As DynamoDB counts ("Capacity unit consumption", item sizes): names and texts by their bytes,
     * a number one byte for each two digits and one more, here rounded up; a map three, and one for
     * each entry.
     */
    private static int size(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s().getBytes(UTF_8).length;
            case N -> value.n().length() / 2 + 2;
            case M -> 3 + value.m().size() + size(value.m());
            default -> throw new IllegalStateException(value.toString());
        };
    }

    private static int size(Map<String, AttributeValue> item) {
        return item.entrySet().stream()
                .mapToInt(entry -> entry.getKey().length() + size(entry.getValue()))
                .sum();
    }

    /** The longest IDs that the shipped pipelines allow: 50 and 100 characters. */
    private static Job longest(String pipeline, String rowPrefix, String folder, String ending) {
        String customer = "c".repeat(50);
        String image = "i".repeat(100);
        return new Job(
                pipeline,
                "2026-11-21",
                customer,
                image,
                rowPrefix + image,
                "uploads",
                customer + "/" + folder + "/" + image + ending,
                "0123456789abcdef0123456789abcdef-10000",
                Optional.of("v".repeat(32)),
                50_000_000,
                Generation.of(Optional.of("A".repeat(32)), NOW),
                NOW);
    }

    private static ResultPlace pack(Job job) {
        return new ResultPlace.InPack(
                job.customerID()
                        + "/saved-result/packs/"
                        + job.pipeline()
                        + "/20261121T080000Z-123e4567-e89b-12d3-a456-426614174000.jsonl.gz",
                99_999_999,
                99_999_999);
    }

    @Test
    void rule04_aPackedRowOfTheLongestIdsStaysUnderOneKilobyte() {
        Job photo = longest("moderation", "moderate#", "moderate", ".jpeg");
        Completion completion =
                new Completion(
                        pack(photo),
                        "Provocative 12.3 %",
                        Map.of("class", "Provocative", "confidence", 0.123456),
                        Map.of());

        table.pending(photo, YEAR);
        table.completed(photo, completion, 10);
        assertThat(size(stored.item)).isBetween(800, 1023);
        stored.item.clear();
        table.completedOnly(photo, completion, 10, YEAR);
        assertThat(size(stored.item)).isBetween(800, 1023);
    }

    @Test
    void aCompletionTellsWhereItsLineLies() {
        Job photo = longest("moderation", "moderate#", "moderate", ".jpeg");
        ResultPlace place = new ResultPlace.InPack("k", 7, 9);

        table.completed(photo, completion(place), 1);

        assertThat(stored.row().result()).contains(place);
        assertThat(stored.row().number("resultOffset")).contains(7L);
        assertThat(stored.row().number("resultLength")).contains(9L);
    }

    @Test
    void rule19_nothingOfAnEarlierUploadsPlaceStays() {
        Job photo = longest("moderation", "moderate#", "moderate", ".jpeg");
        List<Runnable> later =
                List.of(
                        () ->
                                table.completedOnly(
                                        photo, completion(new ResultPlace.Whole("k")), 1, YEAR),
                        () ->
                                table.failedOnly(
                                        photo, new FailureReason("internal", "It broke."), 1, YEAR),
                        () -> table.pending(photo, YEAR));
        for (Runnable write : later) {
            table.completedOnly(photo, completion(new ResultPlace.InPack("p", 7, 9)), 1, YEAR);

            write.run();

            assertThat(stored.item).doesNotContainKeys("resultOffset", "resultLength");
            assertThat(stored.row().text("resultKey")).isNotEqualTo(Optional.of("p"));
        }
    }

    private static Completion completion(ResultPlace place) {
        return new Completion(place, "", Map.of(), Map.of());
    }
}
