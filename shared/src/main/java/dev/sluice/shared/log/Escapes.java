package dev.sluice.shared.log;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes characters visible that end a line, move the cursor or turn the text around. */
final class Escapes {
    /**
     * By Unicode's categories: control characters (line feed, escape, U+0085 and all others),
     * format characters (those that change the direction among them), line and paragraph
     * separators, and halves of surrogate pairs.
     */
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

    private Escapes() {}

    /** Each as Java and JSON write it: a backslash, u, and four hexadecimal digits. */
    static String in(String text) {
        return UNSAFE.matcher(text)
                .replaceAll(
                        found ->
                                found.group()
                                        .chars()
                                        .mapToObj("\\\\u%04x"::formatted)
                                        .collect(Collectors.joining()));
    }
}
