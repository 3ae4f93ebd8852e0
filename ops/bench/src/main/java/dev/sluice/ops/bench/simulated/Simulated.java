package dev.sluice.ops.bench.simulated;

import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Pause;
import dev.sluice.ops.bench.stand.Stand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A {@link SimulatedWorker} in a process of its own, as a benchmark sees it. */
public final class Simulated implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);

    /** A worker that settles nothing for so long is stuck. */
    private static final Duration STUCK = Duration.ofSeconds(60);

    private static final Duration LOOK = Duration.ofMillis(50);

    private static final JsonMapper JSON = new JsonMapper();

    private final Child child;
    private final Path file;
    private long settled;
    private long moved = System.nanoTime();

    private Simulated(Child child, Path file) {
        this.child = child;
        this.file = file;
    }

    /**
     * Starts one; it logs as much as {@code ops/sluice worker} does.
     *
     * @param name of its log, for several
     */
    public static Simulated start(Stand stand, String name, String pipeline, Device device)
            throws IOException {
        Path file = stand.file(name + ".json");
        Files.deleteIfExists(file); // an earlier one's
        List<String> arguments = new ArrayList<>(List.of(file.toString()));
        arguments.addAll(device.arguments());
        Child child =
                stand.start(
                        name,
                        List.of("-DLEVEL=INFO"),
                        Map.of("SLUICE_PIPELINES", pipeline),
                        SimulatedWorker.class,
                        arguments.toArray(String[]::new));
        return new Simulated(child, file);
    }

    /** Waits until it polls. */
    public Simulated awaitStart() throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (!Files.exists(file)) {
            if (!child.alive() || System.nanoTime() - end > 0) {
                throw new IOException("the worker does not start:\n" + child.tail());
            }
            Pause.of(LOOK);
        }
        moved = System.nanoTime();
        return this;
    }

    /**
     * Its latest snapshot, and whether it gets on.
     *
     * @throws IOException if it has ended, or has settled nothing for a minute
     */
    public Snapshot look() throws IOException {
        Snapshot now = JSON.readValue(file.toFile(), Snapshot.class);
        if (now.settled() > settled) {
            settled = now.settled();
            moved = System.nanoTime();
        }
        boolean ended = !child.alive();
        if (ended || System.nanoTime() - moved > STUCK.toNanos()) {
            throw new IOException(
                    "the worker %s with %d messages settled; the end of its log:%n%s"
                            .formatted(ended ? "ended" : "is stuck", settled, child.tail()));
        }
        return now;
    }

    /**
     * Waits until so many messages are settled since it started, or the time is over.
     *
     * @return the snapshot that shows it
     */
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

    /** Without draining: its messages come back when their leases end. */
    public void kill() {
        try {
            child.killAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        child.close();
    }
}
