package dev.sluice.dispatcher.backfill;

import dev.sluice.shared.fleet.FleetLock;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.time.Ticker;

import java.time.Duration;

/** The turn as a row of the fleet's table, {@code lock#backfill}. One thread. */
public final class FleetTurn implements Turn {
    /** A dispatcher that is killed leaves the rest to another after so long. */
    private static final Duration LEASE = Duration.ofMinutes(5);

    private final FleetLock lock;
    private final Ticker ticker;
    private long kept;

    /**
     * @param owner shown to people
     */
    public FleetTurn(FleetTable table, String owner, Ticker ticker) {
        this.lock = table.lock("backfill", owner, LEASE, ticker);
        this.ticker = ticker;
    }

    @Override
    public boolean take(Duration every) {
        kept = ticker.nanos();
        return lock.take(every);
    }

    @Override
    public String position() {
        return lock.reached();
    }

    @Override
    public void reached(String position) {
        lock.reached(position);
    }

    @Override
    public boolean keep() {
        long now = ticker.nanos();
        if (now - kept < LEASE.toNanos() / 3) {
            return lock.held();
        }
        kept = now;
        return lock.extend();
    }

    @Override
    public void finish() {
        lock.finish();
    }

    @Override
    public void release() {
        lock.release();
    }

    @Override
    public void release(Duration pause) {
        lock.release(pause);
    }
}
