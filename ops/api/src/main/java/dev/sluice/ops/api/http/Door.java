package dev.sluice.ops.api.http;

import dev.sluice.ops.api.tokens.Token;
import dev.sluice.ops.api.tokens.TokenText;
import dev.sluice.ops.api.tokens.Tokens;
import dev.sluice.shared.time.Ticker;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Who may call, and how often. */
public final class Door {
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY = 429;
    private static final String SCHEME = "Bearer ";

    private final Holders holders;
    private final InstantSource clock;

    public Door(Tokens tokens, InstantSource clock, Ticker ticker) {
        this.holders = new Holders(tokens::named, ticker);
        this.clock = clock;
    }

    /**
     * Somebody who is in.
     *
     * @param waits one is to be held as long as an answer is waited for
     */
    record Caller(Token token, Semaphore waits) {}

    /**
     * Lets a holder in.
     *
     * @param authorization as the header has it
     * @throws Refused if it is nobody's, or its holder has called too often
     */
    Caller admit(Optional<String> authorization) {
        TokenText shown =
                authorization
                        .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                        .flatMap(value -> TokenText.of(value.substring(SCHEME.length()).strip()))
                        .orElseThrow(
                                () ->
                                        new Refused(
                                                UNAUTHORIZED,
                                                "Send a token: Authorization: Bearer sluice_…;"
                                                        + " whoever runs the fleet makes it with"
                                                        + " `ops/sluice tokens add`."));
        Holders.Holder holder = holders.of(shown.id());
        Token token =
                holder.token()
                        .filter(each -> each.admits(shown, clock.instant()))
                        .orElseThrow(
                                () ->
                                        new Refused(
                                                UNAUTHORIZED,
                                                "This token is nobody's, or not any more."));
        Duration wait = holder.calls().take();
        if (!wait.isZero()) {
            throw new Refused(
                    TOO_MANY,
                    "This token may call %d times a second; call less often, or wait for results with ?wait=25."
                            .formatted(token.perSecond()),
                    Optional.of(wait));
        }
        return new Caller(token, holder.waits());
    }
}
