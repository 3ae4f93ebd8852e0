package dev.sluice.ops.bench.cost;

import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Progress;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.aws.Usage;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A dispatcher and a worker that work off uploads and then tell what they asked of AWS. They poll
 * for 20 s as on AWS, for the empty receives of shorter polls would count as the pictures', and are
 * stopped under these polls. The emulator would hand the next run's first message to such a poll:
 * each run needs a stand of its own.
 */
final class FleetRun {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);

    /** There is nothing left to finish. */
    private static final Map<String, String> SHORT_DRAIN = Map.of("SLUICE_DRAIN_TIMEOUT", "2s");

    private static final String TOLD = "AWS requests: ";

    /** One customer, as when one scan brings thousands: packs hold one customer's lines. */
    private static final String CUSTOMER = "customer-0";

    private FleetRun() {}

    /** Uploads so many, works them off, and tells what both used, from start to stop. */
    static Usage of(Stand stand, Mode mode, int uploads, List<byte[]> pictures)
            throws IOException, InterruptedException {
        var _ =
                stand.each(
                        uploads,
                        i -> stand.put(mode.key(CUSTOMER, i), pictures.get(i % pictures.size())));
        String events = stand.eventsUrl();
        String jobs = stand.queueUrl(stand.pipeline(mode.pipeline));
        LongSupplier look = () -> stand.messages(events) + stand.messages(jobs);
        // One after the other: two JVMs that start on two cores at once keep each other waiting.
        try (Child dispatcher = stand.start("dispatcher", SHORT_DRAIN, "dispatcher")) {
            var _ = dispatcher.await("Dispatcher polls", START);
            try (Child worker = stand.worker(mode.pipeline, SHORT_DRAIN)) {
                long left = Progress.await(look, 0, Progress.STUCK, dispatcher, worker);
                if (left > 0) {
                    throw new IOException(left + " messages are left; see " + stand.folder());
                }
                var _ = dispatcher.stop(STOP);
                var _ = worker.stop(STOP);
                return told(dispatcher).plus(told(worker));
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
}
