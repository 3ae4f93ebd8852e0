package dev.sluice.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.job.Row;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

class RowsTest {
    @Test
    void aCompletedUploadTellsWhatWasFound() {
        assertThat(Rows.outcome(row("completed", Map.of("headline", "3 flakes"))))
                .isEqualTo("3 flakes");
    }

    @Test
    void aFailedOneTellsWhyWhateverWasFoundBefore() {
        Map<String, String> both =
                Map.of("headline", "3 flakes", "failureReason", "timeout: It took too long.");
        assertThat(Rows.outcome(row("failed", both))).isEqualTo("timeout: It took too long.");
    }

    @Test
    void oneThatWaitsTellsNothing() {
        assertThat(Rows.outcome(row("pending", Map.of()))).isEmpty();
    }

    /** An index by shards; a shard may be of any day. */
    private static final class Shards implements DynamoDbClient {
        private final Map<String, List<Map<String, AttributeValue>>> rows = new HashMap<>();
        private final Set<String> asked = new TreeSet<>();

        void put(String shard, String image, long updatedAt) {
            rows.computeIfAbsent(shard, name -> new ArrayList<>())
                    .add(
                            Map.of(
                                    "imageID", AttributeValue.fromS(image),
                                    "updatedAt", AttributeValue.fromN(Long.toString(updatedAt))));
        }

        @Override
        public QueryResponse query(QueryRequest query) {
            assertThat(query.indexName()).isEqualTo("recent");
            assertThat(query.scanIndexForward()).isFalse();
            String shard = query.expressionAttributeValues().get(":shard").s();
            asked.add(shard.substring(0, 10));
            return QueryResponse.builder().items(rows.getOrDefault(shard, List.of())).build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private final Shards shards = new Shards();
    private final Rows rows = new Rows(shards, "Rows");
    private static final Instant NOW = Instant.parse("2026-11-30T00:10:00Z");

    @Test
    void theLastChangedOfAllShardsAndOfYesterdayComeFirst() {
        shards.put("2026-11-30#3", "third", 7);
        shards.put("2026-11-29#0", "first", 9);
        shards.put("2026-11-30#9", "second", 8);
        shards.put("2026-11-30#0", "fourth", 1);

        assertThat(rows.recent(NOW, 3))
                .extracting(Row::rowID)
                .containsExactly("first", "second", "third");
        assertThat(shards.asked).containsExactly("2026-11-29", "2026-11-30");
    }

    @Test
    void earlierDaysAreAskedOnlyAsLongAsThereAreTooFew() {
        shards.put("2026-11-26#4", "old", 5);
        shards.put("2026-11-23#4", "older than a week", 4);

        assertThat(rows.recent(NOW, 1)).extracting(Row::rowID).containsExactly("old");
        assertThat(shards.asked).hasSize(5);
        assertThat(rows.recent(NOW, 2)).hasSize(1);
        assertThat(shards.asked).hasSize(7);
    }

    private static Row row(String status, Map<String, String> texts) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("processingStatus", AttributeValue.fromS(status));
        texts.forEach((name, text) -> item.put(name, AttributeValue.fromS(text)));
        return new Row(item);
    }
}
