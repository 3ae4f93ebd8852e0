package dev.sluice.ops.bench.simulated;

import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.ops.bench.stand.Window;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.program.Foreground;
import dev.sluice.shared.program.Program;
import dev.sluice.worker.WorkerProcess;
import dev.sluice.worker.model.ModelUse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The worker of {@code ops/sluice worker} with a simulated accelerator, for one pipeline. Several
 * times a second it adds a {@link Snapshot} to a file. SIGTERM drains.
 */
final class SimulatedWorker {
    private static final long EVERY_MILLIS = 100;
    private static final JsonMapper JSON = new JsonMapper();

    private SimulatedWorker() {}

    /** What the accelerator did until then, in microseconds since the epoch. */
    record Snapshot(long micros, int batchLimit, long batches, long items, long deviceNanos) {
        Snapshot since(Snapshot earlier) {
            return new Snapshot(
                    micros - earlier.micros,
                    batchLimit,
                    batches - earlier.batches,
                    items - earlier.items,
                    deviceNanos - earlier.deviceNanos);
        }

        /** Mean batch as a share of the limit, 0 to 1. */
        double fill() {
            return batches == 0 ? 0 : (double) items / batches / batchLimit;
        }

        /** Share of the time that the device was busy, 0 to 1. */
        double busy() {
            return deviceNanos / 1e3 / micros;
        }
    }

    /** Starts one in a process of its own, and waits until it polls. */
    static Child start(Stand stand, Played played) throws IOException, InterruptedException {
        return stand.startAsWorker(
                played.pipeline(),
                SimulatedWorker.class,
                file(stand).toString(),
                Double.toString(Played.FIXED_MILLIS),
                Double.toString(played.perItemMillis()));
    }

    private static Path file(Stand stand) {
        return stand.file("snapshots.json");
    }

    /** What the accelerator did within a window. */
    static Snapshot within(Window window, Stand stand) throws IOException {
        long from = micros(window.begun());
        long to = micros(window.end());
        List<Snapshot> all =
                JSON.readerFor(Snapshot.class).<Snapshot>readValues(file(stand).toFile()).readAll();
        all.removeIf(each -> each.micros < from || each.micros > to);
        if (all.size() < 2) {
            throw new IOException("the simulated accelerator told too little: " + file(stand));
        }
        return all.getLast().since(all.getFirst());
    }

    private static long micros(Instant when) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, when);
    }

    /** Arguments: the file for snapshots, and the device's a and b in milliseconds. */
    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        Path file = Path.of(arguments[0]);
        double a = Double.parseDouble(arguments[1]);
        double b = Double.parseDouble(arguments[2]);
        System.exit(new Foreground().run(() -> start(new SimulatedAccelerator(a, b), file)));
    }

    private static Program start(SimulatedAccelerator accelerator, Path file) {
        WorkerProcess worker =
                WorkerProcess.start(Settings.read(System.getenv()), new ApiMeter(), accelerator);
        ScheduledExecutorService clock =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("snapshots").daemon().factory());
        Runnable tell = () -> tell(worker, accelerator, file);
        var _ = clock.scheduleAtFixedRate(tell, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return new Program(worker::drain, worker::hurry, worker::awaitEnd);
    }

    private static void tell(WorkerProcess worker, SimulatedAccelerator accelerator, Path file) {
        ModelUse use = worker.modelUse().values().iterator().next();
        long now = micros(Instant.now());
        long busy = accelerator.busyNanos();
        Snapshot told = new Snapshot(now, use.batchLimit(), use.batches(), use.items(), busy);
        try {
            Files.writeString(
                    file,
                    JSON.writeValueAsString(told) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
