package dev.sluice.ops.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What the dashboard's pages read and how long its server takes, at as many rows as {@code
 * -Dsluice.rows=1000000} says: run by hand ({@code ops/dashboard/many-rows}), for writing them
 * takes DynamoDB Local minutes.
 */
@EnabledIfSystemProperty(named = "sluice.rows", matches = "\\d+")
class ManyRowsTest {
    private static final int LOOKS = 15;
    private static final int CUSTOMERS = 1000;
    private static final int DAYS = 30;
    private static final int WRITERS = 2;
    private static final int CHUNK = 1000;
    private static final int ATTEMPTS = 20;

    /** A table's first fiftieth, at which the reads are counted, too. */
    private static final int FEW = 50;

    private final Instant now = Instant.now();

    private record Looked(long queries, double medianMillis) {}

    @Test
    void aPageReadsNoMoreOfManyRowsThanOfFew() throws Exception {
        int rows = Integer.getInteger("sluice.rows");
        try (OwnFleet own = new OwnFleet();
                Dashboard dashboard =
                        Dashboard.start(
                                own.fleet,
                                new Options(
                                        InetSocketAddress.createUnresolved("127.0.0.1", 0),
                                        List.of(),
                                        true,
                                        List.of()));
                Browser browser = new Browser(dashboard.url())) {
            write(own, rows, 0, rows / FEW);
            Map<String, Looked> few = look(own, browser);
            write(own, rows, rows / FEW, rows);
            Map<String, Looked> many = look(own, browser);

            System.out.printf(
                    "%-42s %12s %12s %12s %12s%n",
                    "", rows / FEW + " rows", "median ms", rows + " rows", "median ms");
            few.forEach(
                    (what, less) ->
                            System.out.printf(
                                    "%-42s %12d %12.0f %12d %12.0f%n",
                                    what,
                                    less.queries(),
                                    less.medianMillis(),
                                    many.get(what).queries(),
                                    many.get(what).medianMillis()));
            for (String page : List.of("newest jobs", "failed jobs", "a customer's jobs")) {
                assertThat(many.get(page).queries())
                        .as(page)
                        .isLessThanOrEqualTo(Math.max(few.get(page).queries(), 20));
            }
        }
    }

    /** Of all answers of the server: the Queries of one, and the median of their times. */
    private static Map<String, Looked> look(OwnFleet own, Browser browser) throws Exception {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("newest jobs", "/api/jobs");
        pages.put("failed jobs", "/api/jobs?status=failed");
        pages.put("a customer's jobs", "/api/jobs?customer=customer-7");
        pages.put("by part of a name", "/api/jobs?item=12345");
        pages.put("failures by reason", "/api/failures");
        Map<String, Looked> looked = new LinkedHashMap<>();
        for (Map.Entry<String, String> page : pages.entrySet()) {
            browser.get(page.getValue());
            long before = own.queries();
            long[] nanos = new long[LOOKS];
            for (int i = 0; i < LOOKS; i++) {
                long begun = System.nanoTime();
                assertThat(browser.get(page.getValue()).statusCode()).isEqualTo(200);
                nanos[i] = System.nanoTime() - begun;
            }
            Arrays.sort(nanos);
            looked.put(
                    page.getKey(),
                    new Looked((own.queries() - before) / LOOKS, nanos[LOOKS / 2] / 1e6));
        }
        return looked;
    }

    private void write(OwnFleet own, int all, int from, int to) throws Exception {
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> written = new ArrayList<>();
            for (int start = from; start < to; start += CHUNK) {
                int first = start;
                written.add(
                        writers.submit(
                                () -> write(own, rows(all, first, Math.min(to, first + CHUNK)))));
            }
            for (Future<?> each : written) {
                each.get();
            }
        }
    }

    /**
     * Again where DynamoDB Local took too long over it: the same rows, so nothing is twice there.
     */
    private static void write(OwnFleet own, List<Map<String, AttributeValue>> rows) {
        for (int attempt = 1; ; attempt++) {
            try {
                own.write(rows);
                return;
            } catch (SdkException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private List<Map<String, AttributeValue>> rows(int all, int from, int to) {
        List<Map<String, AttributeValue>> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            rows.add(row(i, now.minus(Duration.ofDays(DAYS).multipliedBy(i).dividedBy(all))));
        }
        return rows;
    }

    /** As workers leave them; every hundredth failed. */
    private static Map<String, AttributeValue> row(int i, Instant at) {
        boolean failed = i % 100 == 0;
        Map<String, AttributeValue> row = new HashMap<>();
        row.put("customerID", AttributeValue.fromS("customer-" + i % CUSTOMERS));
        row.put("imageID", AttributeValue.fromS("scan-%09d".formatted(i)));
        row.put("pipeline", AttributeValue.fromS("flakes"));
        row.put("processingStatus", AttributeValue.fromS(failed ? "failed" : "completed"));
        row.put("headline", AttributeValue.fromS(i % 40 + " flakes"));
        row.put(
                "s3Key",
                AttributeValue.fromS(
                        "customer-%d/uploaded/scan-%09d_original.jpg".formatted(i % CUSTOMERS, i)));
        row.put("imageSize", AttributeValue.fromN("2400000"));
        row.put("updatedAt", AttributeValue.fromN(Long.toString(at.toEpochMilli())));
        row.put("createdAt", AttributeValue.fromN(Long.toString(at.toEpochMilli() - 700)));
        row.put(
                "recentShard",
                AttributeValue.fromS(at.toString().substring(0, 10) + "#" + i / 7 % 10));
        if (failed) {
            row.put("failedShard", AttributeValue.fromS(Integer.toString(i / 700 % 10)));
            row.put("failureReason", AttributeValue.fromS("corrupt-picture: It ends early."));
        }
        return row;
    }
}
