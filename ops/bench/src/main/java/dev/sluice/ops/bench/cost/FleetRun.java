package dev.sluice.ops.bench.cost;

import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Pause;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.aws.Usage;

import software.amazon.awssdk.core.sync.RequestBody;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A dispatcher and a worker, each in its process, that work off uploads made before they start and
 * then tell what they asked of AWS.
 *
 * <p>They poll for 20 s as on AWS, for the empty receives of shorter polls would count as the
 * pictures' (a {@link Usage} does not tell them apart), and are stopped under these polls. The
 * emulator would hand the next run's first message to such a poll, where it stays hidden for a
 * whole lease: each run needs a stand of its own.
 *
 * @param dispatcher what it used, start-up and last polls included
 * @param worker likewise
 */
record FleetRun(Usage dispatcher, Usage worker) {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STUCK = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** In the programs' logs, before the JSON of their {@link Usage}. */
    private static final String TOLD = "AWS requests: ";

    /** One customer, as when one scan brings thousands: packs hold one customer's lines. */
    private static final String CUSTOMER = "customer-0";

    Usage both() {
        Map<String, Long> calls = new TreeMap<>(dispatcher.calls());
        worker.calls().forEach((name, count) -> calls.merge(name, count, Long::sum));
        Map<String, Double> units = new TreeMap<>(dispatcher.units());
        worker.units().forEach((name, count) -> units.merge(name, count, Double::sum));
        return new Usage(calls, units);
    }

    /** Without any upload: what starting, finding nothing, and stopping cost. */
    static FleetRun idle(Stand stand, Mode mode) throws IOException, InterruptedException {
        return run(stand, mode, "idle");
    }

    /**
     * Uploads, then works it all off.
     *
     * @throws IOException if a program ends, or nothing gets on for a minute
     */
    static FleetRun of(Stand stand, Mode mode, List<byte[]> pictures)
            throws IOException, InterruptedException {
        stand.side(
                IntStream.range(0, mode.pictures()).boxed().toList(),
                i ->
                        stand.clients()
                                .s3()
                                .putObject(
                                        put ->
                                                put.bucket(stand.settings().bucket())
                                                        .key(mode.key(CUSTOMER, i)),
                                        RequestBody.fromBytes(pictures.get(i % pictures.size()))));
        return run(stand, mode, mode.member());
    }

    private static FleetRun run(Stand stand, Mode mode, String name)
            throws IOException, InterruptedException {
        // The short drain: there is nothing left to finish.
        Map<String, String> forBoth = Map.of("SLUICE_DRAIN_TIMEOUT", "2s");
        Map<String, String> forWorker = new HashMap<>(forBoth);
        forWorker.put("SLUICE_PIPELINES", mode.pipeline());
        // One after the other: two JVMs that start on two cores at once keep each other waiting.
        try (Child dispatcher = stand.start(name + "-dispatcher", forBoth, "dispatcher")) {
            dispatcher.await("Dispatcher polls", START);
            return work(
                    stand, mode, dispatcher, stand.start(name + "-worker", forWorker, "worker"));
        }
    }

    private static FleetRun work(Stand stand, Mode mode, Child dispatcher, Child started)
            throws IOException, InterruptedException {
        try (Child worker = started) {
            worker.await("the worker polls", START);
            settled(stand, mode, List.of(worker, dispatcher));
            var _ = dispatcher.stop();
            var _ = worker.stop();
            return new FleetRun(told(dispatcher), told(worker));
        }
    }

    /** Events first: their messages are deleted after the jobs' are sent. */
    private static void settled(Stand stand, Mode mode, List<Child> programs)
            throws IOException, InterruptedException {
        String events = stand.queueUrl(stand.settings().queuePrefix() + "-events");
        String jobs = stand.queueUrl(stand.pipeline(mode.pipeline()));
        long least = Long.MAX_VALUE;
        long moved = System.nanoTime();
        while (true) {
            long left = stand.messages(events) + stand.messages(jobs);
            if (left == 0) {
                return;
            }
            if (left < least) {
                least = left;
                moved = System.nanoTime();
            }
            boolean stuck = System.nanoTime() - moved > STUCK.toNanos();
            for (Child program : programs) {
                if (stuck || !program.alive()) {
                    throw new IOException(
                            "%d messages left:%n%s".formatted(left, program.output()));
                }
            }
            Pause.of(LOOK);
        }
    }

    private static Usage told(Child program) throws IOException {
        String output = program.output();
        return output.lines()
                .filter(line -> line.contains(TOLD))
                .reduce((first, last) -> last)
                .map(line -> Usage.parse(line.substring(line.indexOf(TOLD) + TOLD.length())))
                .orElseThrow(() -> new IOException("it did not tell its requests: " + output));
    }
}
