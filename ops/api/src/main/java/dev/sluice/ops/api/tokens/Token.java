package dev.sluice.ops.api.tokens;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/**
 * A customer's right to call.
 *
 * @param name what its holder is called, for people
 * @param perSecond calls a second in the long run; twice as many at once
 * @param digest of the secret
 * @param before the secret before the last rotation, as long as it still counts
 * @param revokedAt from when on it is nobody's
 */
public record Token(
        String id,
        String customer,
        String name,
        int perSecond,
        Instant createdAt,
        String digest,
        Optional<Before> before,
        Optional<Instant> revokedAt) {

    /** A secret on its way out. */
    public record Before(String digest, Instant until) {}

    /** Whether whoever shows this is its holder. */
    public boolean admits(TokenText shown, Instant now) {
        return revokedAt.isEmpty()
                && shown.id().equals(id)
                && (same(shown.digest(), digest)
                        || before.filter(old -> now.isBefore(old.until()))
                                .filter(old -> same(shown.digest(), old.digest()))
                                .isPresent());
    }

    /** For the record of what was done. */
    public String who() {
        return "api:" + customer + "/" + (name.isEmpty() ? id : name);
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(
                a.getBytes(StandardCharsets.US_ASCII), b.getBytes(StandardCharsets.US_ASCII));
    }
}
