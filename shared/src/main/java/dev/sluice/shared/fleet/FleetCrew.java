package dev.sluice.shared.fleet;

import dev.sluice.shared.fleet.FleetTable.FleetUnavailable;
import dev.sluice.shared.metrics.Crew;
import dev.sluice.shared.time.Ticker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The workers by their rows, which are read when somebody wants to know, and once a minute at most:
 * each reader pays for the rows of all.
 */
public final class FleetCrew implements Crew {
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final FleetTable table;
    private final Ticker ticker;

    // Guarded by this.
    private List<MemberRow> known = List.of();
    private boolean asked;
    private long askedAt;

    public FleetCrew(FleetTable table, Ticker ticker) {
        this.table = table;
        this.ticker = ticker;
    }

    @Override
    public OptionalDouble jobsPerSecond(String pipeline) {
        double all =
                ready().stream()
                        .map(row -> row.vitals().jobSeconds().get(pipeline))
                        .filter(seconds -> seconds != null && seconds > 0)
                        .mapToDouble(seconds -> 1 / seconds)
                        .sum();
        return all > 0 ? OptionalDouble.of(all) : OptionalDouble.empty();
    }

    private synchronized List<MemberRow> ready() {
        long now = ticker.nanos();
        if (!asked || now - askedAt >= FRESH.toNanos()) {
            asked = true;
            askedAt = now; // also if it fails: the table is asked no more often then
            known = ask();
        }
        return known;
    }

    /** While the table does not answer the last known count; the heartbeat says so in the log. */
    private List<MemberRow> ask() {
        Instant now = table.clock().instant();
        try {
            return table.members().glance(Member.Kind.WORKER).stream()
                    .filter(row -> row.live(now))
                    .filter(row -> row.vitals().state() == Vitals.State.READY)
                    .toList();
        } catch (FleetUnavailable e) {
            return known;
        }
    }
}
