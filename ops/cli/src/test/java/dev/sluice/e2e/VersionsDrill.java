package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.ops.models.release.ReleaseDraft;
import dev.sluice.shared.Settings;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.pipeline.Release;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A hundred versions of a model, each a folder of its own, go live one after the other while
 * uploads go on: run by hand, by {@code ops/cli/drill/run VersionsDrill}.
 */
final class VersionsDrill {
    private static final byte[] PHOTO = Samples.photo("coffee.png").bytes();
    private static final String PIPELINE = "versioned";
    private static final int CHANGES = 100;

    /** Workers look every 3 s, so each is loaded; dispatchers every 10 s, so some are skipped. */
    private static final Duration BETWEEN = Duration.ofMillis(3200);

    private static final Duration STEADY = Duration.ofSeconds(45);
    private static final Duration UPLOAD = Duration.ofMillis(160);

    /** All of the heap is resident from the start, so what memory grows by is not the heap. */
    private static final Map<String, String> HEAP =
            Map.of("JAVA_TOOL_OPTIONS", "-Xms700m -XX:+AlwaysPreTouch");

    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger uploaded = new AtomicInteger();

    private void pause(Duration time) throws InterruptedException {
        boolean _ = over.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void upload(Customer customer) {
        try {
            while (!over.await(UPLOAD.toMillis(), TimeUnit.MILLISECONDS)) {
                String id = "photo-%06d".formatted(uploaded.incrementAndGet());
                customer.put(customer.id() + "/" + PIPELINE + "/" + id + ".png", PHOTO);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long residentMegabytes(Program program) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + program.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    /** Of uploads in a time, from the row's making to its end; the shortest first. */
    private static List<Long> took(Customer customer, Instant from, Instant to) {
        List<Long> took = new ArrayList<>();
        for (Row row : customer.rows().values()) {
            long began = row.number("createdAt").orElse(0L);
            if (began >= from.toEpochMilli() && began < to.toEpochMilli() && row.settled()) {
                took.add(row.number("updatedAt").orElse(0L) - began);
            }
        }
        took.sort(null);
        return took;
    }

    private static long of(List<Long> sorted, double share) {
        return sorted.get((int) Math.floor(share * (sorted.size() - 1)));
    }

    private static long lines(Program program, String text) {
        return program.output().lines().filter(line -> line.contains(text)).count();
    }

    @Test
    void aHundredVersionsGoLiveUnderLoad() throws Exception {
        Path repository = Pipes.classifier(Pipes.repository(), PIPELINE, "model: {version: \"1\"}");
        Release like = Pipelines.read(repository, List.of()).all().getFirst().release();
        for (int i = 0; i < CHANGES; i++) {
            Path folder = Files.createDirectory(repository.resolve(PIPELINE).resolve("v" + i));
            ReleaseDraft.copyOf(repository.resolve(PIPELINE), folder).write("v" + i, like);
        }
        try (Fleet fleet = new Fleet(repository)) {
            Customer customer = fleet.customer();
            Program worker = fleet.worker(HEAP);
            Thread uploads = Thread.ofPlatform().start(() -> upload(customer));
            pause(STEADY.dividedBy(2)); // until the JIT has compiled
            Instant steady = Instant.now();
            pause(STEADY);
            Instant changes = Instant.now();
            Settings settings = fleet.settings(Map.of());
            FleetTable table =
                    FleetTable.of(settings, fleet.aws().dynamodb(), InstantSource.system());
            List<Long> memory = new ArrayList<>();
            for (int i = 0; i < CHANGES; i++) {
                Optional<String> version = Optional.of("v" + i);
                Instant now = Instant.now();
                table.lineups().change(PIPELINE, was -> was.promoted(version, now, now));
                pause(BETWEEN);
                memory.add(residentMegabytes(worker));
            }
            Instant end = Instant.now();
            over.countDown();
            uploads.join();
            customer.awaitAllSettled(uploaded.get());

            DrillReport.line(
                    "%d uploads, %d completed, over %d changes, one every %.1f s",
                    uploaded.get(),
                    customer.count(Row.Status.COMPLETED),
                    CHANGES,
                    BETWEEN.toMillis() / 1e3);
            DrillReport.line(
                    "versions that the worker went over to: %d; that it closed: %d; that answered:"
                            + " %d",
                    lines(worker, " is done with version "),
                    lines(worker, " is closed"),
                    customer.rows().values().stream()
                            .map(row -> row.text("modelVersion").orElse(""))
                            .distinct()
                            .count());
            DrillReport.line(
                    "the worker's memory after change 10, 25, 50, 75, 100: %d, %d, %d, %d, %d MB",
                    memory.get(9), memory.get(24), memory.get(49), memory.get(74), memory.get(99));
            List<Long> before = took(customer, steady, changes);
            List<Long> during = took(customer, changes, end);
            DrillReport.line(
                    "from row to answer: median %d ms, p95 %d, p99 %d before; median %d ms, p95 %d,"
                            + " p99 %d while versions change",
                    of(before, 0.5),
                    of(before, 0.95),
                    of(before, 0.99),
                    of(during, 0.5),
                    of(during, 0.95),
                    of(during, 0.99));
            assertThat(customer.count(Row.Status.COMPLETED)).isEqualTo(uploaded.get());
            // what the first fifty leave behind is looked at by its figure; a leak would go on
            assertThat(memory.get(99) - memory.get(49)).as("MB").isBetween(-20L, 20L);
            assertThat(of(during, 0.99)).isLessThan(of(before, 0.99) * 3 / 2);
        }
    }
}
