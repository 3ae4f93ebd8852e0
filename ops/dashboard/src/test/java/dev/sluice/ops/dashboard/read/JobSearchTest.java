package dev.sluice.ops.dashboard.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ops.dashboard.OwnFleet;
import dev.sluice.shared.job.Row;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

class JobSearchTest {
    /** Far off, for DynamoDB Local deletes what has expired. */
    private static final Instant NOW = Instant.parse("2100-01-03T12:00:00Z");

    private static final int PAGE = 40;

    private static OwnFleet own;
    private static JobSearch search;
    private static final List<Map<String, AttributeValue>> ROWS = new ArrayList<>();

    /** Several days, and many rows of the same millisecond. */
    @BeforeAll
    static void write() {
        own = new OwnFleet();
        search = search(own);
        for (int i = 0; i < 400; i++) {
            Instant at = NOW.minus(Duration.ofMinutes(i / 7 * 30L));
            String status = i % 9 == 0 ? "failed" : "completed";
            ROWS.add(row("c-" + i % 5, "item-" + i, status, at, i % 10));
        }
        ROWS.add(row("c-own", "detect#cat", "completed", NOW, 1));
        own.write(ROWS);
    }

    @AfterAll
    static void close() {
        own.close();
    }

    private static JobSearch search(OwnFleet own) {
        return new JobSearch(
                own.settings(),
                own.fleet.clients().dynamodb(),
                own.fleet.pipelines(),
                () -> NOW,
                10);
    }

    private static Map<String, AttributeValue> row(
            String customer, String item, String status, Instant at, int shard) {
        Map<String, AttributeValue> row = new HashMap<>();
        row.put("customerID", AttributeValue.fromS(customer));
        row.put("imageID", AttributeValue.fromS(item));
        row.put("processingStatus", AttributeValue.fromS(status));
        row.put("pipeline", AttributeValue.fromS(shard % 2 == 0 ? "flakes" : "detect"));
        row.put("recentShard", AttributeValue.fromS(at.toString().substring(0, 10) + "#" + shard));
        row.put("updatedAt", AttributeValue.fromN(Long.toString(at.toEpochMilli())));
        if (status.equals("failed")) {
            row.put("failedShard", AttributeValue.fromS(Integer.toString(shard)));
            row.put(
                    "failureReason",
                    AttributeValue.fromS(
                            (shard % 3 == 0 ? "timeout" : "not-a-picture") + ": Say why."));
        }
        return row;
    }

    /** All pages. */
    private static List<Row> all(JobSearch search, Wanted wanted) {
        List<Row> all = new ArrayList<>();
        String next = "";
        for (int looks = 0; looks < 50; looks++) {
            JobSearch.Found found = search.find(wanted, next, PAGE);
            assertThat(found.rows()).hasSizeLessThanOrEqualTo(PAGE);
            all.addAll(found.rows());
            if (found.next().isEmpty()) {
                return all;
            }
            next = found.next().get();
        }
        throw new AssertionError("there is no end");
    }

    private static String id(Row row) {
        return row.customerID() + "/" + row.rowID();
    }

    private static long updatedAt(Row row) {
        return row.number("updatedAt").orElseThrow();
    }

    private static Set<String> ids(List<Map<String, AttributeValue>> rows) {
        Set<String> ids = new HashSet<>();
        rows.forEach(row -> ids.add(id(new Row(row))));
        return ids;
    }

    @Test
    void allPagesTogetherAreAllRowsOnceTheNewestFirst() {
        List<Row> all = all(search, Wanted.ALL);

        assertThat(all).extracting(JobSearchTest::id).doesNotHaveDuplicates();
        assertThat(all)
                .extracting(JobSearchTest::id)
                .containsExactlyInAnyOrderElementsOf(ids(ROWS));
        assertThat(all)
                .isSortedAccordingTo(Comparator.comparingLong(JobSearchTest::updatedAt).reversed());
    }

    @Test
    void filtersLeaveOthersOutAndLoseNone() {
        List<Row> found = all(search, new Wanted("", "item-1", "completed", "flakes", ""));

        List<Map<String, AttributeValue>> wanted =
                ROWS.stream()
                        .filter(row -> row.get("imageID").s().contains("item-1"))
                        .filter(row -> row.get("processingStatus").s().equals("completed"))
                        .filter(row -> row.get("pipeline").s().equals("flakes"))
                        .toList();
        assertThat(wanted).isNotEmpty();
        assertThat(found)
                .extracting(JobSearchTest::id)
                .containsExactlyInAnyOrderElementsOf(ids(wanted));
    }

    @Test
    void failuresForAReasonComeFromTheirOwnIndex() {
        List<Row> found = all(search, Wanted.failed("flakes", "timeout"));

        assertThat(found).isNotEmpty();
        assertThat(found)
                .allSatisfy(
                        row ->
                                assertThat(row.text("failureReason").orElse(""))
                                        .startsWith("timeout:"));
    }

    @Test
    void aCustomersRowsAreOneRead() {
        long before = own.queries();
        JobSearch.Found found = search.find(new Wanted("c-3", "", "", "", ""), "", PAGE);

        assertThat(own.queries() - before).isEqualTo(1);
        assertThat(found.order()).isEqualTo("newest");
        assertThat(found.rows()).hasSize(PAGE).allMatch(row -> row.customerID().equals("c-3"));
        assertThat(all(search, new Wanted("c-3", "", "", "", ""))).hasSize(80);
    }

    @Test
    void anItemOfACustomerIsFoundByHowItsNameBeginsInAnyPipeline() {
        assertThat(search.find(new Wanted("c-own", "ca", "", "", ""), "", PAGE).rows())
                .extracting(Row::rowID)
                .containsExactly("detect#cat");
    }

    @Test
    void aPageReadsNoMoreOfManyRowsThanOfFew() {
        try (OwnFleet other = new OwnFleet()) {
            JobSearch there = search(other);
            write(other, 0, 200);
            long few = reads(other, there);
            write(other, 200, 20_000);
            long many = reads(other, there);

            assertThat(many).isLessThanOrEqualTo(few).isPositive();
        }
    }

    private static void write(OwnFleet other, int from, int to) {
        List<Map<String, AttributeValue>> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            rows.add(row("many", "item-" + i, "completed", NOW.minusMillis(i), i % 10));
        }
        other.write(rows);
    }

    private static long reads(OwnFleet other, JobSearch there) {
        long before = other.queries();
        assertThat(there.find(Wanted.ALL, "", PAGE).rows()).hasSize(PAGE);
        return other.queries() - before;
    }

    /** More than a Query's MB of one customer, so the index brings it into order. */
    @Test
    void aLargeCustomersRowsComeNewestFirstAllTheSame() {
        try (OwnFleet other = new OwnFleet()) {
            List<Map<String, AttributeValue>> rows = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                Map<String, AttributeValue> row =
                        row("large", "item-" + i, "completed", NOW.minusSeconds(i), i % 10);
                row.put("padding", AttributeValue.fromS("x".repeat(5000)));
                rows.add(row);
            }
            other.write(rows);
            JobSearch there = search(other);

            JobSearch.Found first = there.find(new Wanted("large", "", "", "", ""), "", PAGE);
            assertThat(first.order()).isEqualTo("newest");
            assertThat(first.rows().getFirst().rowID()).isEqualTo("item-0");
            assertThat(first.rows().getLast().rowID()).isEqualTo("item-39");
        }
    }

    @Test
    void whatIsNoPlaceToGoOnFromIsRefused() {
        assertThatThrownBy(() -> search.find(Wanted.ALL, "nonsense", PAGE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> search.find(Wanted.ALL, "i!!", PAGE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void failuresAreGroupedWithCounts() {
        Failures.Groups groups =
                new Failures(own.fleet.clients().dynamodb(), own.settings().table()).groups();

        long failed =
                ROWS.stream()
                        .filter(row -> row.get("processingStatus").s().equals("failed"))
                        .count();
        assertThat(groups.more()).isFalse();
        assertThat(groups.groups())
                .extracting(Failures.Group::reason)
                .contains("timeout", "not-a-picture");
        assertThat(groups.groups().stream().mapToLong(Failures.Group::count).sum())
                .isEqualTo(failed);
        assertThat(groups.groups())
                .isSortedAccordingTo(Comparator.comparingLong(Failures.Group::count).reversed());
    }
}
