package dev.sluice.dispatcher;

import com.google.inject.Inject;

import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.fleet.Heartbeat;
import dev.sluice.shared.fleet.Member;
import dev.sluice.shared.fleet.Vitals;
import dev.sluice.shared.fleet.Vitals.State;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.time.Ticker;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A polling dispatcher's row in the fleet table. It obeys no pause: uploads get their rows. */
final class DispatcherRow {
    /** Without the last write the row shows as lost. */
    private static final Duration LAST_WRITE = Duration.ofSeconds(1);

    private final Counts counts;
    private final Map<String, String> pipelines;
    private final Ticker ticker = Ticker.system();
    private final Heartbeat heart;
    private volatile State state = State.READY;

    // Touched by whoever writes the row, one at a time.
    private long lookedAt = ticker.nanos();
    private long dispatched;

    @Inject
    DispatcherRow(FleetTable fleet, Pipelines pipelines, Counts counts, InstantSource clock) {
        this.counts = counts;
        this.pipelines =
                pipelines.lanes().stream()
                        .collect(Collectors.toMap(Pipeline::name, Pipeline::version));
        Member self = Member.ofProcess(Member.Kind.DISPATCHER, clock.instant(), Optional.empty());
        this.heart =
                new Heartbeat(
                        fleet.members(),
                        new Heartbeat.Self(self, this::vitals),
                        paused -> {},
                        ticker);
    }

    void start() {
        heart.start();
    }

    /** It takes nothing new from now on. */
    void draining() {
        state = State.DRAINING;
        heart.soon();
    }

    /** The last write. */
    void end() {
        state = State.ENDED;
        try {
            heart.close(LAST_WRITE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Vitals vitals() {
        long now = ticker.nanos();
        long all = counts.all().getOrDefault("dispatched", 0L);
        double perSecond = (all - dispatched) / (Math.max(1, now - lookedAt) / 1e9);
        lookedAt = now;
        dispatched = all;
        return new Vitals(state, Optional.empty(), pipelines, 0, perSecond, Map.of(), 0);
    }
}
