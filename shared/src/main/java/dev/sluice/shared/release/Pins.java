package dev.sluice.shared.release;

import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Versions;
import dev.sluice.shared.time.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Which release a job is done with that is made now. What it goes by is looked up again when it is
 * asked after some time, by whoever asks; others meanwhile get what was known. If a look fails,
 * what was known holds.
 *
 * <p>A short form that was edited is passed on one look late, so that workers have loaded it.
 */
public final class Pins implements Versions {
    private static final Logger log = LoggerFactory.getLogger(Pins.class);

    private static final Duration LINEUPS = Duration.ofSeconds(10);
    private static final Duration SHORT_FORMS = Duration.ofSeconds(30);

    private final Aged<Map<String, Lineup>> lineups;
    private final Aged<ShortForms> shortForms;
    private final InstantSource clock;

    /**
     * @param lineups by pipeline
     * @param written the pipelines with their short forms, by name
     */
    public Pins(
            Supplier<Map<String, Lineup>> lineups,
            Supplier<Map<String, Pipeline>> written,
            InstantSource clock,
            Ticker ticker) {
        this.lineups = new Aged<>(Map.of(), _ -> lineups.get(), LINEUPS, ticker);
        this.shortForms =
                new Aged<>(
                        new ShortForms(Map.of(), Map.of()),
                        known -> known.then(versions(written.get())),
                        SHORT_FORMS,
                        ticker);
        this.clock = clock;
    }

    /**
     * Versions by pipeline.
     *
     * @param passedOn those of the look before, or of the first
     */
    private record ShortForms(Map<String, String> seen, Map<String, String> passedOn) {
        ShortForms then(Map<String, String> now) {
            return new ShortForms(now, seen.isEmpty() ? now : seen);
        }
    }

    private static Map<String, String> versions(Map<String, Pipeline> written) {
        Map<String, String> versions = new HashMap<>();
        written.forEach((name, pipeline) -> versions.put(name, pipeline.version()));
        return versions;
    }

    @Override
    public String of(Pipeline pipeline, String customerID) {
        String name = pipeline.name();
        return lineups.get()
                .getOrDefault(name, Lineup.FIRST)
                .pinned(
                        name,
                        customerID,
                        clock.instant(),
                        shortForms.get().passedOn().getOrDefault(name, pipeline.version()));
    }

    private interface Look<T> {
        T at(T known);
    }

    /** Something that is looked up again after a time. */
    private static final class Aged<T> {
        private final Look<T> look;
        private final long nanos;
        private final Ticker ticker;
        private final ReentrantLock looking = new ReentrantLock();
        private volatile T known;
        private volatile long lookedAt;
        private volatile boolean looked;
        private boolean failing;

        Aged(T first, Look<T> look, Duration every, Ticker ticker) {
            this.known = first;
            this.look = look;
            this.nanos = every.toNanos();
            this.ticker = ticker;
        }

        T get() {
            if (!looked) {
                looking.lock(); // the first is waited for
                try {
                    if (!looked) {
                        again();
                        looked = true;
                    }
                } finally {
                    looking.unlock();
                }
            } else if (ticker.nanos() - lookedAt > nanos && looking.tryLock()) {
                try {
                    again();
                } finally {
                    looking.unlock();
                }
            }
            return known;
        }

        private void again() {
            lookedAt = ticker.nanos();
            try {
                known = look.at(known);
                failing = false;
            } catch (RuntimeException e) {
                if (!failing) {
                    log.warn("which releases jobs get stays as it was: {}", e.getMessage());
                }
                failing = true;
            }
        }
    }
}
