package dev.sluice.shared.notify;

import dev.sluice.shared.time.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A secret that is kept elsewhere and may be changed there: read again now and then, and when a
 * receiver refuses it. The one before goes on being used beside it for a day, for receivers that
 * are late. Safe for use by many threads.
 */
final class Secret {
    private static final Logger log = LoggerFactory.getLogger(Secret.class);

    /** A read costs a two-hundred-thousandth of a dollar at most. */
    static final Duration FRESH = Duration.ofMinutes(5);

    /** Between two reads, whatever receivers say. */
    static final Duration SOONEST = Duration.ofSeconds(30);

    static final Duration OVERLAP = Duration.ofDays(1);

    private final SecretName name;
    private final Supplier<String> store;
    private final Executor beside;
    private final Ticker ticker;

    // All guarded by this. The store is asked without it: nobody waits for that.
    private String current;
    private String previous = "";
    private long changedAt;
    private long readAt;

    /**
     * @param first as it was read, or empty if the store did not answer
     * @param store throws if it does not answer
     * @param beside where it is read anew while the one known is used on
     */
    Secret(SecretName name, String first, Supplier<String> store, Executor beside, Ticker ticker) {
        this.name = name;
        this.store = store;
        this.beside = beside;
        this.ticker = ticker;
        this.current = first;
        this.readAt = ticker.nanos();
    }

    /**
     * What to sign with: the one that holds, and perhaps the one before. Never waits.
     *
     * @return nothing if it could not be read yet
     */
    List<String> values() {
        if (due()) {
            beside.execute(this::read);
        }
        return known();
    }

    private synchronized boolean due() {
        return taken(current.isEmpty() ? SOONEST : FRESH);
    }

    /** Whether the last read is so old; then it is this caller's to read. */
    private synchronized boolean taken(Duration age) {
        boolean old = older(readAt, age);
        if (old) {
            readAt = ticker.nanos();
        }
        return old;
    }

    private synchronized List<String> known() {
        if (older(changedAt, OVERLAP)) {
            previous = "";
        }
        return Stream.of(current, previous).filter(value -> !value.isEmpty()).toList();
    }

    /**
     * A receiver refuses what was signed with it.
     *
     * @param signedWith the {@link #values} used
     * @return false if it has been read anew and is the same; else it has been changed meanwhile,
     *     or may have been, and another try makes sense
     */
    boolean refused(List<String> signedWith) {
        // whoever reads, or read a moment ago, may have asked before the change
        return !known().equals(signedWith) || !taken(SOONEST) || !unchanged();
    }

    private void read() {
        boolean _ = unchanged();
    }

    /**
     * Reads it anew.
     *
     * @return whether it is known to be the same
     */
    private boolean unchanged() {
        try {
            return !changed(store.get());
        } catch (RuntimeException e) {
            log.warn(
                    "{} cannot be read anew, so the one known, if any, is used on: {}",
                    name,
                    e.getMessage());
            return false;
        }
    }

    private synchronized boolean changed(String now) {
        if (now.isEmpty() || now.equals(current)) {
            return false;
        }
        log.info(
                current.isEmpty()
                        ? "{} has been read at last"
                        : "{} has been changed; for a day both are used",
                name);
        previous = current;
        current = now;
        changedAt = ticker.nanos();
        return true;
    }

    private boolean older(long since, Duration age) {
        return ticker.nanos() - since >= age.toNanos();
    }
}
