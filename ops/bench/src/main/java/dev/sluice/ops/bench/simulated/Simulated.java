package dev.sluice.ops.bench.simulated;

import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Pause;
import dev.sluice.ops.bench.stand.Progress;
import dev.sluice.ops.bench.stand.Stand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A {@link SimulatedWorker} in a process of its own, as a benchmark sees it. */
public final class Simulated implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final JsonMapper JSON = new JsonMapper();

    private final Child child;
    private final Path file;
    private Progress progress = new Progress();

    private Simulated(Child child, Path file) {
        this.child = child;
        this.file = file;
    }

    /** Starts one; it logs as much as {@code ops/sluice worker} does. */
    public static Simulated start(Stand stand, String name, String pipeline, Device device)
            throws IOException {
        Path file = stand.file(name + ".json");
        Files.deleteIfExists(file); // an earlier one's
        return new Simulated(
                stand.start(
                        name,
                        pipeline,
                        SimulatedWorker.class,
                        file.toString(),
                        Double.toString(device.fixedMillis()),
                        Double.toString(device.perItemMillis())),
                file);
    }

    /** Waits until it polls. */
    public Simulated awaitStart() throws IOException, InterruptedException {
        var _ = child.await("poll", () -> Files.exists(file), START);
        progress = new Progress();
        return this;
    }

    /**
     * Its latest snapshot.
     *
     * @throws IOException if it has ended, or has settled nothing for a minute
     */
    public Snapshot look() throws IOException {
        Snapshot now = JSON.readValue(file.toFile(), Snapshot.class);
        if (progress.isStuck(-now.settled(), Progress.STUCK) || !child.alive()) {
            throw new IOException(
                    "the worker ended or is stuck with %d messages settled; the end of its log:%n%s"
                            .formatted(now.settled(), child.tail()));
        }
        return now;
    }

    /** Waits until so many messages are settled since it started, or the time is over. */
    public Snapshot awaitSettled(long messages, Duration atMost)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        Snapshot now = look();
        while (now.settled() < messages && System.nanoTime() - end < 0) {
            Pause.of(LOOK);
            now = look();
        }
        return now;
    }

    public Child child() {
        return child;
    }

    @Override
    public void close() {
        child.close();
    }
}
