package dev.sluice.shared.notify;

import dev.sluice.shared.time.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/**
 * Says once a minute at most how many notifications one channel has lost. Safe for use by many
 * threads.
 */
final class Losses {
    private static final Logger log = LoggerFactory.getLogger(Losses.class);

    static final Duration PERIOD = Duration.ofMinutes(1);

    private final Channel channel;
    private final Ticker ticker;

    // All guarded by this.
    private long untold;
    private boolean began;
    private long toldAt;
    private String last = "";

    Losses(Channel channel, Ticker ticker) {
        this.channel = channel;
        this.ticker = ticker;
    }

    /** One more. */
    synchronized void add(Notification lost, String why) {
        untold++;
        last = "%s, %s: %s".formatted(lost.pipeline(), lost.id(), why);
        if (!began || ticker.nanos() - toldAt >= PERIOD.toNanos()) {
            tell();
        }
    }

    /** Tells of those that no line has told of yet. */
    synchronized void close() {
        if (untold > 0) {
            tell();
        }
    }

    private void tell() {
        log.warn(
                "{} notifications to {} are lost, their jobs are settled, and their rows tell how;"
                        + " the last for {}",
                untold,
                channel,
                last);
        began = true;
        untold = 0;
        toldAt = ticker.nanos();
    }
}
