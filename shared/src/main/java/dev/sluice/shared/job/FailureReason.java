package dev.sluice.shared.job;

import java.util.regex.Pattern;

/**
 * Why an upload has no result, for programs and for people: stored as {@code code: sentence}.
 *
 * @param code lower-case words joined by hyphens, such as {@code empty-object}
 * @param sentence one sentence that a customer understands and can act on
 */
public record FailureReason(String code, String sentence) {
    /** What of a customer's own text a sentence repeats: a row must stay under 1 KB. */
    private static final int LONGEST_QUOTE = 60;

    private static final Pattern CODE = Pattern.compile("[a-z]+(-[a-z]+)*");

    /** There was nothing left to read. Below {@link #CODE}, which checks it. */
    public static final FailureReason DELETED =
            new FailureReason(
                    "object-deleted", "The file was deleted before it was read; upload it again.");

    public FailureReason {
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("not a reason code: " + code);
        }
    }

    /** A customer's text for use in a sentence: in quotes, and cut where it is long. */
    public static String quote(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_QUOTE
                ? '"' + text + '"'
                : '"' + text.substring(0, text.offsetByCodePoints(0, LONGEST_QUOTE)) + "…\"";
    }

    /** The stored form. */
    @Override
    public String toString() {
        return code + ": " + sentence;
    }
}
