package dev.sluice.ops.bench.cost;

import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Progress;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.aws.Usage;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A dispatcher and a worker, each in its process, that work off uploads made before they start and
 * then tell what they asked of AWS. They poll for 20 s as on AWS, for the empty receives of shorter
 * polls would count as the pictures', and are stopped under these polls. The emulator would hand
 * the next run's first message to such a poll: each run needs a stand of its own.
 */
final class FleetRun {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);

    /** There is nothing left to finish. */
    private static final Map<String, String> SHORT_DRAIN = Map.of("SLUICE_DRAIN_TIMEOUT", "2s");

    /** In the programs' logs, before the JSON of their {@link Usage}. */
    private static final String TOLD = "AWS requests: ";

    /** One customer, as when one scan brings thousands: packs hold one customer's lines. */
    private static final String CUSTOMER = "customer-0";

    private FleetRun() {}

    /**
     * Uploads so many, works them off, and tells what both used, start-up and last polls included.
     *
     * @throws IOException if a program ends, or nothing gets on for a minute
     */
    static Usage of(Stand stand, Mode mode, int uploads, List<byte[]> pictures)
            throws IOException, InterruptedException {
        var _ =
                stand.each(
                        uploads,
                        i -> stand.put(mode.key(CUSTOMER, i), pictures.get(i % pictures.size())));
        // One after the other: two JVMs that start on two cores at once keep each other waiting.
        try (Child dispatcher = stand.start("dispatcher", SHORT_DRAIN, "dispatcher")) {
            var _ = dispatcher.await("Dispatcher polls", START);
            try (Child worker = stand.worker(mode.pipeline(), SHORT_DRAIN)) {
                String events = stand.eventsUrl();
                String jobs = stand.queueUrl(stand.pipeline(mode.pipeline()));
                long left =
                        Progress.await(
                                () -> stand.messages(events) + stand.messages(jobs),
                                0,
                                Progress.STUCK,
                                dispatcher,
                                worker);
                if (left > 0) {
                    throw new IOException(left + " messages are left; see " + stand.folder());
                }
                var _ = dispatcher.stop(STOP);
                var _ = worker.stop(STOP);
                return sum(told(dispatcher), told(worker));
            }
        }
    }

    private static Usage told(Child program) throws IOException {
        String output = program.output();
        int last = output.lastIndexOf(TOLD);
        if (last < 0) {
            throw new IOException("it told no requests: " + program.tail());
        }
        return Usage.parse(output.substring(last + TOLD.length()).lines().findFirst().orElse(""));
    }

    private static Usage sum(Usage one, Usage other) {
        Map<String, Long> calls = new TreeMap<>(one.calls());
        other.calls().forEach((name, count) -> calls.merge(name, count, Long::sum));
        Map<String, Double> units = new TreeMap<>(one.units());
        other.units().forEach((name, count) -> units.merge(name, count, Double::sum));
        return new Usage(calls, units);
    }
}
