package dev.sluice.ops.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.LocalAws;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the dashboard's pages read and how long its server takes, at as many rows as {@code
 * -Dsluice.rows=1000000} says: run by hand ({@code ops/dashboard/many-rows}), for writing them
 * takes DynamoDB Local minutes. They stay in {@code -Dsluice.rows.folder}; with {@code
 * -Dsluice.rows.measure=false} they are written and no more.
 */
@EnabledIfSystemProperty(named = "sluice.rows", matches = "\\d+")
class ManyRowsTest {
    private static final int LOOKS = 15;

    /** A table of the newest fiftieth, at which the reads are counted, too. */
    private static final int FEW = 50;

    private record Looked(long queries, double firstMillis, double medianMillis) {}

    @Test
    void aPageReadsNoMoreOfManyRowsThanOfFew() throws Exception {
        int all = Integer.getInteger("sluice.rows");
        Path folder = Files.createDirectories(Path.of(System.getProperty("sluice.rows.folder")));
        ManyRows rows = new ManyRows(all, begun(folder.resolve("begun")));
        Map<String, String> environment = Map.of();
        try (LocalAws aws =
                        LocalAws.start(
                                LocalAws.Options.defaults().withState(folder.resolve("state")));
                OwnFleet few = new OwnFleet(aws, "few", environment);
                OwnFleet many = new OwnFleet(aws, "many", environment)) {
            rows.write(few, all / FEW, folder.resolve("few"));
            rows.write(many, all, folder.resolve("many"));
            if (System.getProperty("sluice.rows.measure", "true").equals("true")) {
                compare(all, look(few), look(many));
            }
        }
    }

    /** All runs write the same rows. */
    private static Instant begun(Path file) throws Exception {
        if (!Files.exists(file)) {
            Files.writeString(file, Instant.now().toString());
        }
        return Instant.parse(Files.readString(file));
    }

    private static void compare(int all, Map<String, Looked> few, Map<String, Looked> many) {
        System.out.printf(
                "%-20s %14s %9s %10s %14s %9s %10s%n",
                "Queries, ms",
                all / FEW + " rows",
                "first ms",
                "median ms",
                all + " rows",
                "first ms",
                "median ms");
        few.forEach(
                (what, less) -> {
                    Looked more = many.get(what);
                    System.out.printf(
                            "%-20s %14d %9.0f %10.0f %14d %9.0f %10.0f%n",
                            what,
                            less.queries(),
                            less.firstMillis(),
                            less.medianMillis(),
                            more.queries(),
                            more.firstMillis(),
                            more.medianMillis());
                });
        for (String page : List.of("newest jobs", "failed jobs", "a customer's jobs")) {
            assertThat(many.get(page).queries())
                    .as(page)
                    .isLessThanOrEqualTo(Math.max(few.get(page).queries(), 20));
        }
    }

    /** Of all answers of a server: the Queries of one, the first's time and the median of all. */
    private static Map<String, Looked> look(OwnFleet own) throws Exception {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("newest jobs", "/api/jobs");
        pages.put("failed jobs", "/api/jobs?status=failed");
        pages.put("a customer's jobs", "/api/jobs?customer=customer-7");
        pages.put("by part of a name", "/api/jobs?item=12345");
        pages.put("failures by reason", "/api/failures");
        Options options =
                new Options(
                        InetSocketAddress.createUnresolved("127.0.0.1", 0),
                        List.of(),
                        true,
                        List.of());
        Map<String, Looked> looked = new LinkedHashMap<>();
        try (Dashboard dashboard = Dashboard.start(own.fleet, options);
                Browser browser = new Browser(dashboard.url())) {
            for (Map.Entry<String, String> page : pages.entrySet()) {
                long before = own.queries();
                long[] nanos = new long[LOOKS];
                for (int i = 0; i < LOOKS; i++) {
                    long begun = System.nanoTime();
                    assertThat(browser.get(page.getValue()).statusCode()).isEqualTo(200);
                    nanos[i] = System.nanoTime() - begun;
                }
                long first = nanos[0];
                Arrays.sort(nanos);
                looked.put(
                        page.getKey(),
                        new Looked(
                                (own.queries() - before) / LOOKS,
                                first / 1e6,
                                nanos[LOOKS / 2] / 1e6));
            }
        }
        return looked;
    }
}
