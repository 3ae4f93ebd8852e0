package dev.sluice.ops.bench.simulated;

import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.Settings;
import dev.sluice.shared.StopSignal;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.worker.WorkerProcess;
import dev.sluice.worker.flow.Tally;
import dev.sluice.worker.flow.Tally.Event;
import dev.sluice.worker.model.ModelUse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The worker of {@code ops/sluice worker} with a simulated accelerator, for one pipeline. Several
 * times a second it leaves a {@link Snapshot} in a file. SIGTERM drains.
 */
public final class SimulatedWorker {
    private static final long EVERY_MILLIS = 100;
    private static final JsonMapper JSON = new JsonMapper();

    private SimulatedWorker() {}

    /** Arguments: the file for snapshots, and the device's a and b in milliseconds. */
    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        Path file = Path.of(arguments[0]);
        double a = Double.parseDouble(arguments[1]);
        double b = Double.parseDouble(arguments[2]);
        SimulatedAccelerator accelerator = new SimulatedAccelerator(new Device(a, b));
        CompletableFuture<WorkerProcess> started = new CompletableFuture<>();
        StopSignal stop =
                StopSignal.install(
                        () -> {
                            if (started.isDone()) {
                                started.join().drain();
                            }
                            return 0;
                        });
        WorkerProcess worker =
                WorkerProcess.start(Settings.read(System.getenv()), new ApiMeter(), accelerator);
        started.complete(worker);
        try (ScheduledExecutorService clock =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("snapshots").daemon().factory())) {
            Runnable snapshot = () -> write(file, look(worker, accelerator));
            var _ = clock.scheduleAtFixedRate(snapshot, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
            int code = worker.awaitEnd();
            stop.forget();
            System.exit(code);
        }
    }

    private static Snapshot look(WorkerProcess worker, SimulatedAccelerator accelerator) {
        Tally tally = worker.tally();
        ModelUse use = worker.modelUse().values().iterator().next();
        Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        return new Snapshot(
                System.nanoTime(),
                cpu.toNanos(),
                Stream.of(Event.COMPLETED, Event.REJECTED, Event.SUPERSEDED, Event.DUPLICATE)
                        .mapToLong(tally::of)
                        .sum(),
                tally.of(Event.COMPLETED),
                use.batchLimit(),
                use.batches(),
                use.items(),
                accelerator.busyNanos());
    }

    /** Whole or not at all: a reader never sees half a file. */
    private static void write(Path file, Snapshot snapshot) {
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, JSON.writeValueAsBytes(snapshot));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
