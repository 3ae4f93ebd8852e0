package dev.sluice.ops.flakes.annotation;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many layers a label means: 2, 2L, "2 layers", bilayer. */
final class Layers {
    private static final Map<String, Integer> WORDS =
            Map.of("mono", 1, "single", 1, "bi", 2, "double", 2, "tri", 3, "triple", 3, "quad", 4);

    private static final Pattern NUMBER = Pattern.compile("([1-9]\\d{0,3})(l|layers?)?");
    private static final Pattern WORD = Pattern.compile("([a-z]+?)layers?");

    private Layers() {}

    static OptionalInt of(String label) {
        String plain = label.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
        Matcher number = NUMBER.matcher(plain);
        if (number.matches()) {
            return OptionalInt.of(Integer.parseInt(number.group(1)));
        }
        Matcher word = WORD.matcher(plain);
        Integer layers = word.matches() ? WORDS.get(word.group(1)) : null;
        return layers == null ? OptionalInt.empty() : OptionalInt.of(layers);
    }
}
