package dev.sluice.ops.api.http;

import dev.sluice.ops.api.tokens.Token;
import dev.sluice.shared.time.Ticker;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Tokens by their IDs, looked up once in a while, with what their holders have left. Somebody who
 * guesses IDs costs few look-ups.
 */
final class Holders {
    /** Whoever is revoked may call so long. */
    static final Duration FRESH = Duration.ofSeconds(15);

    private static final int MOST = 10_000;

    /** Look-ups a second of IDs that are not known yet, all callers together. */
    private static final double STRANGERS = 20;

    /** Long waits of one holder at the same time. */
    private static final int WAITS = 50;

    private final Function<String, Optional<Token>> lookUp;
    private final Ticker ticker;
    private final RateLimit strangers;

    /** The latest used last. Guarded by itself. */
    private final Map<String, Holder> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Holder> eldest) {
                    return size() > MOST;
                }
            };

    Holders(Function<String, Optional<Token>> lookUp, Ticker ticker) {
        this.lookUp = lookUp;
        this.ticker = ticker;
        this.strangers = new RateLimit(STRANGERS, ticker);
    }

    /**
     * A token, and what is left of its limits.
     *
     * @param seen when it was looked up
     */
    record Holder(Optional<Token> token, long seen, RateLimit calls, Semaphore waits) {}

    /**
     * @throws Refused with 429 if too many IDs that nobody knows were asked for
     */
    Holder of(String id) {
        @Nullable Holder holder;
        synchronized (known) {
            holder = known.get(id);
        }
        if (holder != null && ticker.nanos() - holder.seen() < FRESH.toNanos()) {
            return holder;
        }
        if (holder == null || holder.token().isEmpty()) {
            Duration wait = strangers.take();
            if (!wait.isZero()) {
                throw new Refused(429, "Too many unknown tokens are tried.", Optional.of(wait));
            }
        }
        Optional<Token> token = lookUp.apply(id);
        Holder fresh = renewed(holder, token);
        synchronized (known) {
            known.put(id, fresh);
        }
        return fresh;
    }

    private Holder renewed(@Nullable Holder before, Optional<Token> token) {
        return before != null && before.token().isPresent()
                ? new Holder(token, ticker.nanos(), before.calls(), before.waits())
                : new Holder(
                        token,
                        ticker.nanos(),
                        new RateLimit(token.map(Token::perSecond).orElse(1), ticker),
                        new Semaphore(WAITS));
    }
}
