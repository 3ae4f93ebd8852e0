package dev.sluice.worker.intake;

/**
 * One message in hand: its permit, its lease, and its place among those that may still bring a
 * document, which end together.
 */
public final class Hold implements AutoCloseable {
    private final Permits permits;
    private final Lease lease;
    private final Upstream.Place place;

    Hold(Permits permits, Lease lease, Upstream.Place place) {
        this.permits = permits;
        this.lease = lease;
        this.place = place;
    }

    public Lease lease() {
        return lease;
    }

    /** It waits in hand, and brings nothing for now. */
    public void waits() {
        place.leave();
    }

    /**
     * It is worked on from now on.
     *
     * @param done called once, when it brings nothing any more
     */
    public void begins(Runnable done) {
        place.whenLeft(done);
        place.comeBack();
    }

    /** Its document is on its way out; the lease goes on. Repeatable. */
    public void broughtDocument() {
        place.leave();
    }

    /**
     * Takes the message out of the lease set, and waits for an extension in flight, which would
     * undo whatever is done with the message next (RULES 9). Repeatable.
     */
    public void release() {
        place.leave();
        lease.release();
    }

    /** Releases it, and gives the permit back; last of all, and once. */
    @Override
    public void close() {
        release();
        permits.giveBack(1);
    }
}
