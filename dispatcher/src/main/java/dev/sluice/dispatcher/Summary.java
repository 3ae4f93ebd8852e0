package dev.sluice.dispatcher;

import com.google.inject.Inject;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;

/** Says what became of events so far, when that has changed. Safe for use by many threads. */
final class Summary {
    private static final Logger log = LoggerFactory.getLogger(Summary.class);

    private static final String LINE = "so far";

    private final Counts counts;
    private final LogLimit limit;

    /** Guarded by this. */
    private String said = "{}";

    @Inject
    Summary(Counts counts, InstantSource clock) {
        this.counts = counts;
        this.limit = new LogLimit(clock);
        var _ = limit.allows(LINE); // the first minute has to pass, too
    }

    /** Logs a line, once a minute at most. */
    synchronized void say() {
        String now = counts.all().toString();
        if (!now.equals(said) && limit.allows(LINE)) {
            log.info(LINE + ": {}", now);
            said = now;
        }
    }
}
