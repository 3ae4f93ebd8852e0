package dev.sluice.shared.notify;

import dev.sluice.shared.time.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
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
    private final Ticker ticker;

    // All guarded by this.
    private String current;
    private String previous = "";
    private long changedAt;
    private long readAt;

    /**
     * Reads it.
     *
     * @param store throws if it does not answer
     */
    Secret(SecretName name, Supplier<String> store, Ticker ticker) {
        this.name = name;
        this.store = store;
        this.ticker = ticker;
        this.current = store.get();
        this.readAt = ticker.nanos();
    }

    /** What to sign with: the one that holds, and perhaps the one before. */
    synchronized List<String> values() {
        if (older(readAt, FRESH)) {
            read();
        }
        if (older(changedAt, OVERLAP)) {
            previous = "";
        }
        return Stream.of(current, previous).filter(value -> !value.isEmpty()).toList();
    }

    /**
     * A receiver refuses what was signed with it.
     *
     * @return whether it has been changed meanwhile, and another try makes sense
     */
    synchronized boolean refused() {
        return older(readAt, SOONEST) && read();
    }

    private boolean read() {
        readAt = ticker.nanos();
        try {
            String now = store.get();
            if (now.isEmpty() || now.equals(current)) {
                return false;
            }
            previous = current;
            current = now;
            changedAt = readAt;
            log.info("{} has been changed; for a day both are used", name);
            return true;
        } catch (RuntimeException e) {
            log.warn(
                    "{} cannot be read anew, so the one known is used on: {}",
                    name,
                    e.getMessage());
            return false;
        }
    }

    private boolean older(long since, Duration age) {
        return ticker.nanos() - since >= age.toNanos();
    }
}
