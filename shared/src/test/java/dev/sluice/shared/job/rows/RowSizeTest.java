package dev.sluice.shared.job.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows as they are stored, conditions left out. */
class RowSizeTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    @TempDir private Path repository;
    private final Stored stored = new Stored();
    private final JobTable table = new JobTable(stored, "Rows", InstantSource.fixed(NOW));
    private final DispatchRows dispatch = new DispatchRows(table);

    private static final class Stored implements DynamoDbClient {
        private final Map<String, AttributeValue> item = new HashMap<>();

        @Override
        public UpdateItemResponse updateItem(UpdateItemRequest update) {
            item.putAll(update.key());
            update.expressionAttributeNames()
                    .forEach(
                            (name, attribute) -> {
                                AttributeValue value =
                                        update.expressionAttributeValues()
                                                .get(name.replace("#a", ":v"));
                                if (value == null) { // it stands behind REMOVE
                                    item.remove(attribute);
                                } else {
                                    item.put(attribute, value);
                                }
                            });
            return UpdateItemResponse.builder().attributes(item).build();
        }

        @Override
        public GetItemResponse getItem(GetItemRequest get) {
            return GetItemResponse.builder().item(item).build();
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

    private Pipeline pipeline(String output) {
        try {
            Path folder = Files.createDirectories(repository.resolve("moderation"));
            Files.writeString(
                    folder.resolve("pipeline.yaml"),
                    """
                    name: moderation
                    match: "{customerID}/moderate/{imageID}.{jpg|jpeg}"
                    row: "moderate#{imageID}"
                    task: classify
                    output: {name: "{customerID}/moderation-result/{imageID}"%s}
                    """
                            .formatted(output));
            return Pipelines.read(repository, List.of()).all().getFirst();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The longest IDs that the shipped pipelines allow: 50 and 100 characters. */
    private static Job longest() {
        String customer = "c".repeat(50);
        String image = "i".repeat(100);
        return job(
                new Job.Work("moderation", "2026-11-21"),
                new RowKey(customer, image, "moderate#" + image),
                customer + "/moderate/" + image + ".jpeg");
    }

    private static Job job(Job.Work work, RowKey row, String key) {
        return new Job(
                work,
                row,
                new ObjectVersion(
                        "uploads",
                        key,
                        "0123456789abcdef0123456789abcdef-10000",
                        Optional.of("v".repeat(32)),
                        50_000_000),
                Generation.of(Optional.of("A".repeat(32)), NOW));
    }

    private static Completion completion(ResultPlace place) {
        return new Completion(place, "", Map.of(), Map.of());
    }

    @Test
    void rule04_aPackedRowOfTheLongestIdsStaysUnderOneKilobyte() {
        Job photo = longest();
        Completion completion =
                new Completion(
                        new ResultPlace.InPack(
                                photo.customerID()
                                        + "/saved-result/packs/moderation/20261121T080000Z-123e4567-e89b-12d3-a456-426614174000.jsonl.gz",
                                99_999_999,
                                99_999_999),
                        "provocative 99.6 %",
                        Map.of("class", "Provocative", "confidence", 0.123456),
                        Map.of());
        Pipeline all = pipeline("");
        dispatch.pending(photo, all);
        new FinalRows(table, all).completed(photo, completion, 10);
        assertThat(size(stored.item)).isBetween(800, 1023);
        stored.item.clear();
        new FinalRows(table, pipeline(", rows: completed-only")).completed(photo, completion, 10);
        assertThat(size(stored.item)).isBetween(800, 1023);
    }

    @Test
    void aCompletionTellsWhereItsLineLies() {
        ResultPlace place = new ResultPlace.InPack("k", 7, 9);

        new FinalRows(table, pipeline("")).completed(longest(), completion(place), 1);

        assertThat(stored.row().result()).contains(place);
        assertThat(stored.row().number("resultOffset")).contains(7L);
        assertThat(stored.row().number("resultLength")).contains(9L);
    }

    @Test
    void rule19_nothingOfAnEarlierUploadsPlaceStays() {
        Job photo = longest();
        Pipeline only = pipeline(", rows: completed-only");
        FinalRows rows = new FinalRows(table, only);
        List<Runnable> later =
                List.of(
                        () -> rows.completed(photo, completion(new ResultPlace.Whole("k")), 1),
                        () -> rows.failed(photo, new FailureReason("internal", "It broke."), 1),
                        () -> dispatch.pending(photo, only));
        for (Runnable write : later) {
            rows.completed(photo, completion(new ResultPlace.InPack("p", 7, 9)), 1);

            write.run();

            assertThat(stored.item).doesNotContainKeys("resultOffset", "resultLength");
            assertThat(stored.row().text("resultKey")).isNotEqualTo(Optional.of("p"));
        }
    }

    @Test
    void aPipelinesOwnAttributesAreItsDeclaredOnesAndTheThumbnailsKey() {
        Pipeline declaring =
                pipeline(", artifacts: [thumbnail.jpg], attributes: [materialType, status]");
        Map<String, String> own = Map.of("materialType", "WSe2", "thumbnailKey", "t");
        Completion completion = new Completion(new ResultPlace.Whole("k"), "", Map.of(), own);

        new FinalRows(table, declaring).completed(longest(), completion, 1);
        assertThat(stored.row().text("materialType")).contains("WSe2");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new FinalRows(table, pipeline(""))
                                        .completed(longest(), completion, 1))
                .withMessageContaining("materialType");
    }

    @Test
    void everyAttributeIsOneThatNoPipelineMayDeclare() {
        Pipeline all = pipeline("");
        dispatch.pending(longest(), all);
        new ProgressRows(table).processing(longest(), Map.of("stage", "sfm"), 1);
        new FinalRows(table, all)
                .completed(longest(), completion(new ResultPlace.InPack("p", 7, 9)), 1);
        new FinalRows(table, all).failed(longest(), new FailureReason("internal", "It broke."), 1);

        assertThat(Row.ATTRIBUTES).containsAll(stored.item.keySet());
        assertThat(Row.ATTRIBUTES).containsAll(Attributes.ofOneUpload(all));
    }

    @Test
    void aHeadlineIsOneLineOfAHundredCharacters() {
        Completion long100 =
                new Completion(new ResultPlace.Whole("k"), "🦆".repeat(100), Map.of(), Map.of());
        Completion longer =
                new Completion(
                        new ResultPlace.Whole("k"),
                        "  two\r\nlines\u0007 " + "x".repeat(200),
                        Map.of(),
                        Map.of());

        assertThat(long100.headline()).isEqualTo("🦆".repeat(100));
        assertThat(longer.headline()).hasSize(100).startsWith("two lines xxx").endsWith("xx…");
    }
}
