package dev.sluice.shared.job;

import java.util.regex.Pattern;

/**
 * Why an upload has no result, for programs and for people: stored as {@code code: sentence}.
 *
 * @param code lower-case words joined by hyphens, such as {@code empty-object}
 * @param sentence one sentence that a customer understands and can act on
 */
public record FailureReason(String code, String sentence) {
    private static final Pattern CODE = Pattern.compile("[a-z]+(-[a-z]+)*");

    public FailureReason {
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("not a reason code: " + code);
        }
    }

    /** The stored form. */
    @Override
    public String toString() {
        return code + ": " + sentence;
    }
}
