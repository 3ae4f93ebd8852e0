package dev.sluice.ops.api.tokens;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token as its holder has it: {@code sluice_}, the ID, {@code _}, the secret. The ID finds the
 * row, so that a look-up needs no index of digests.
 *
 * @param id 10 hexadecimal digits
 * @param secret 48 of them, from 24 random bytes: too many to guess, so that a plain digest of it
 *     is as good as a slow one
 */
public record TokenText(String id, String secret) {
    private static final int ID_BYTES = 5;
    private static final int SECRET_BYTES = 24;
    private static final Pattern FORM = Pattern.compile("sluice_([0-9a-f]{10})_([0-9a-f]{48})");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new one. */
    static TokenText fresh() {
        return new TokenText(random(ID_BYTES), random(SECRET_BYTES));
    }

    /** Another secret of the same ID. */
    static TokenText fresh(String id) {
        return new TokenText(id, random(SECRET_BYTES));
    }

    /** What somebody shows, if it has the form of one. */
    public static Optional<TokenText> of(String shown) {
        Matcher matcher = FORM.matcher(shown);
        return matcher.matches()
                ? Optional.of(new TokenText(matcher.group(1), matcher.group(2)))
                : Optional.empty();
    }

    /** What its holder is given, once. */
    public String text() {
        return "sluice_" + id + "_" + secret;
    }

    /** What is kept of the secret. */
    String digest() {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(secret.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Without the secret: it may end up in a log. */
    @Override
    public String toString() {
        return "sluice_" + id + "_…";
    }

    private static String random(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
