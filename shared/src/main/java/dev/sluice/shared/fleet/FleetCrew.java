package dev.sluice.shared.fleet;

import dev.sluice.shared.fleet.FleetTable.FleetUnavailable;
import dev.sluice.shared.metrics.Crew;
import dev.sluice.shared.metrics.Hands;
import dev.sluice.shared.time.Ticker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The workers by their rows, which are read when somebody wants to know, and once a minute at most
 * unless told otherwise: each reader pays for the rows of all.
 */
public final class FleetCrew implements Crew {
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final FleetTable table;
    private final Ticker ticker;
    private final Duration fresh;

    // Guarded by this.
    private Optional<List<MemberRow>> known = Optional.empty();
    private boolean asked;
    private long askedAt;

    public FleetCrew(FleetTable table, Ticker ticker) {
        this(table, ticker, FRESH);
    }

    /**
     * @param fresh for how long an answer is good enough
     */
    public FleetCrew(FleetTable table, Ticker ticker, Duration fresh) {
        this.table = table;
        this.ticker = ticker;
        this.fresh = fresh;
    }

    @Override
    public Optional<Hands> of(String pipeline) {
        return ready().map(rows -> hands(rows, pipeline));
    }

    private static Hands hands(List<MemberRow> rows, String pipeline) {
        int workers = 0;
        double jobsPerSecond = 0;
        double busy = 0;
        for (MemberRow row : rows) {
            Double seconds = row.vitals().jobSeconds().get(pipeline);
            if (seconds != null && seconds > 0) {
                workers++;
                jobsPerSecond += 1 / seconds;
                busy += row.vitals().busy();
            }
        }
        return workers == 0 ? Hands.NONE : new Hands(workers, jobsPerSecond, busy / workers);
    }

    private synchronized Optional<List<MemberRow>> ready() {
        long now = ticker.nanos();
        if (!asked || now - askedAt >= fresh.toNanos()) {
            asked = true;
            askedAt = now; // also if it fails: the table is asked no more often then
            known = ask();
        }
        return known;
    }

    /** While the table does not answer the last known ones; the heartbeat says so in the log. */
    private Optional<List<MemberRow>> ask() {
        Instant now = table.clock().instant();
        try {
            return Optional.of(
                    table.members().glance(Member.Kind.WORKER).stream()
                            .filter(row -> row.live(now))
                            .filter(row -> row.vitals().state() == Vitals.State.READY)
                            .toList());
        } catch (FleetUnavailable e) {
            return known;
        }
    }
}
