package dev.sluice.ops.dashboard.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may come in, and who may change something. With tokens, whoever shows one gets a session;
 * without, anybody who asks this machine by a name of its own: a page of another site that has its
 * name lead here is refused by that.
 */
public final class Gate {
    /** Oldest ones go first; nobody has so many browsers. */
    private static final int MOST_SESSIONS = 1000;

    private static final int BYTES = 24;
    private static final Set<String> OWN_NAMES = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final String COOKIE = "sluice_session";

    /**
     * Somebody who is in.
     *
     * @param who for the record of what was done
     * @param csrf what each change must bring along
     */
    public record Visitor(String who, String csrf) {}

    private final Map<String, String> whoByToken;
    private final Visitor neighbour;
    private final SecureRandom random = new SecureRandom();

    /** By the digest of their cookies. Guarded by itself. */
    private final Map<String, Visitor> sessions =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Visitor> eldest) {
                    return size() > MOST_SESSIONS;
                }
            };

    /**
     * @param whoByToken who has which token; empty: anybody on this machine may come in
     */
    public Gate(Map<String, String> whoByToken) {
        Map<String, String> digests = new LinkedHashMap<>();
        whoByToken.forEach((token, who) -> digests.put(digest(token), who));
        this.whoByToken = Map.copyOf(digests);
        this.neighbour = new Visitor(System.getProperty("user.name", "somebody"), fresh());
    }

    /** Whoever asks, if they may. */
    Optional<Visitor> visitor(Context ctx) {
        if (whoByToken.isEmpty()) {
            return byOwnName(ctx) ? Optional.of(neighbour) : Optional.empty();
        }
        return Optional.ofNullable(ctx.cookie(COOKIE))
                .flatMap(
                        cookie -> {
                            synchronized (sessions) {
                                return Optional.ofNullable(sessions.get(digest(cookie)));
                            }
                        });
    }

    /** Begins a session, if the token is somebody's. */
    boolean enter(Context ctx, String token) {
        String who = whoByToken.get(digest(token.strip()));
        if (who == null) {
            return false;
        }
        String session = fresh();
        synchronized (sessions) {
            sessions.put(digest(session), new Visitor(who, fresh()));
        }
        Cookie cookie = new Cookie(COOKIE, session);
        cookie.setHttpOnly(true);
        cookie.setPath("/");
        cookie.setSameSite(SameSite.LAX); // strict ones are not sent after a click in a mail
        cookie.setSecure(https(ctx));
        ctx.cookie(cookie);
        return true;
    }

    /** Whether a change comes from a page of ours, and not from one that only has the cookie. */
    boolean mayChange(Context ctx, Visitor visitor) {
        String site = Optional.ofNullable(ctx.header("Sec-Fetch-Site")).orElse("same-origin");
        String shown = Optional.ofNullable(ctx.header("X-Sluice-CSRF")).orElse("");
        return site.equals("same-origin") && same(shown, visitor.csrf());
    }

    private static boolean byOwnName(Context ctx) {
        String host = Optional.ofNullable(ctx.header("Host")).orElse("");
        return OWN_NAMES.contains(host.replaceFirst(":\\d+$", ""));
    }

    /** Behind a proxy that ends TLS, too. */
    private static boolean https(Context ctx) {
        return ctx.req().isSecure() || "https".equals(ctx.header("X-Forwarded-Proto"));
    }

    private String fresh() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    /** How long a look-up by it takes tells nothing of the secret. */
    private static String digest(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
