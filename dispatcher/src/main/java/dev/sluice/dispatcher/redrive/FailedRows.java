package dev.sluice.dispatcher.redrive;

import dev.sluice.shared.job.Row;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Failed rows by the index {@code failed}: a Query for each of its partitions, never a Scan. */
record FailedRows(DynamoDbClient dynamodb, String table, InstantSource clock) {
    /** How many partitions failures are spread over. */
    private static final int SHARDS = 10;

    /** Rows on a page, so that little is begun at a time. */
    private static final int PAGE = 100;

    /**
     * Page by page, the earliest failures of each partition first. Rows that were begun anew are
     * read up to now, whenever they had failed: beginning is their latest change.
     */
    Iterator<List<Row>> pages(Failures wanted) {
        return new Pages(this, wanted, clock.instant());
    }

    /** One Query's answer at a time: a stream of streams would hold a partition in memory. */
    private static final class Pages implements Iterator<List<Row>> {
        private final FailedRows rows;
        private final Failures wanted;
        private Iterator<QueryResponse> partition = Collections.emptyIterator();
        private final Instant now;
        private int next;

        Pages(FailedRows rows, Failures wanted, Instant now) {
            this.rows = rows;
            this.wanted = wanted;
            this.now = now;
        }

        @Override
        public boolean hasNext() {
            while (!partition.hasNext() && next < SHARDS) {
                partition =
                        rows.dynamodb
                                .queryPaginator(rows.query(next++, wanted.from(), now))
                                .iterator();
            }
            return partition.hasNext();
        }

        @Override
        public List<Row> next() {
            if (!hasNext()) {
                throw new NoSuchElementException("all partitions are read");
            }
            return partition.next().items().stream().map(Row::new).filter(wanted::contain).toList();
        }
    }

    private QueryRequest query(int shard, Instant from, Instant to) {
        return QueryRequest.builder()
                .tableName(table)
                .indexName("failed")
                .keyConditionExpression("failedShard = :shard AND updatedAt BETWEEN :from AND :to")
                .expressionAttributeValues(
                        Map.of(
                                ":shard", AttributeValue.fromS(Integer.toString(shard)),
                                ":from", millis(from.toEpochMilli()),
                                ":to", millis(to.toEpochMilli())))
                .limit(PAGE)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
    }

    private static AttributeValue millis(long time) {
        return AttributeValue.fromN(Long.toString(time));
    }
}
