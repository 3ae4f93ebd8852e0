package dev.sluice.ops.fleet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * A file's name, as the image ID it becomes.
 *
 * @param base the name without folder and extension
 * @param extension in lower case, without the dot; empty if there is none
 */
public record SubmitName(String base, String extension) {
    private static final int HASH_DIGITS = 8;

    /** Leaves room for the hash in IDs of up to 100 characters, and is long enough to recognise. */
    private static final int LONGEST_CLEANED = 80;

    /**
     * Splits a name.
     *
     * @param fileName without folder
     */
    public static SubmitName of(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return dot < 0
                ? new SubmitName(fileName, "")
                : new SubmitName(
                        fileName.substring(0, dot),
                        fileName.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /** The base name if it is a good ID, else as {@link #hashed(String)} of the base name. */
    public String imageID(Predicate<String> good) {
        return good.test(base) ? base : hashed(base);
    }

    /**
     * The base name with everything but letters, digits, - and _ replaced, and eight hexadecimal
     * digits of a text's SHA-256, which keep names apart that look the same when cleaned.
     *
     * @param text what tells this file from others
     */
    public String hashed(String text) {
        String cleaned =
                Normalizer.normalize(base, Normalizer.Form.NFKD)
                        .replaceAll("\\p{M}", "") // é is e + an accent by now
                        .replaceAll("[^a-zA-Z0-9_-]+", "-")
                        .replaceAll("^-+|-+$", "");
        String named = cleaned.isEmpty() ? "picture" : cleaned;
        return named.substring(0, Math.min(named.length(), LONGEST_CLEANED)) + "-" + sha256(text);
    }

    private static String sha256(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
