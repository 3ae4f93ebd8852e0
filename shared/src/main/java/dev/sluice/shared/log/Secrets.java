package dev.sluice.shared.log;

import net.logstash.logback.mask.ValueMasker;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.TokenStreamContext;

import java.util.regex.Pattern;

/**
 * Takes out of a line what would let its reader call AWS. We log no such thing ourselves; what
 * others wrote and we repeat, such as a message that is no event, may hold a presigned URL.
 */
public final class Secrets implements ValueMasker {
    private static final String MASK = "***";

    /**
     * In presigned URLs of both kinds, encoded once more or not, and in an Authorization header.
     */
    private static final Pattern PARAMETER =
            Pattern.compile(
                    "(?i)\\b((?:Signature|Security-Token|Credential|AWSAccessKeyId)(?:=|%3D))"
                            + "[^&,;\\s\"'<>\\\\]+");

    /** The form of AWS's access keys, lasting and passing. */
    private static final Pattern ACCESS_KEY = Pattern.compile("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b");

    static String masked(String text) {
        String said = PARAMETER.matcher(text).replaceAll("$1" + MASK);
        return ACCESS_KEY.matcher(said).replaceAll(MASK);
    }

    /** For JSON: nothing where there is nothing to hide. */
    @Override
    public @Nullable Object mask(TokenStreamContext place, Object value) {
        if (!(value instanceof CharSequence text)) {
            return null;
        }
        String before = text.toString();
        String after = masked(before);
        return after.equals(before) ? null : after;
    }
}
