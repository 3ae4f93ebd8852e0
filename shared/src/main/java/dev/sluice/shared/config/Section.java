package dev.sluice.shared.config;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One mapping of a configuration, read key by key. A value that is missing or wrong is noted and
 * replaced by the default, so that reading goes on and all problems come out together; {@link
 * #done} then notes every key that nobody asked for.
 */
public final class Section {
    private final Map<String, @Nullable Object> values;
    private final UnaryOperator<String> naming;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();

    /**
     * @param naming from a key to how the user knows it, such as {@code flakes/pipeline.yaml:
     *     lease}
     */
    public Section(
            Map<String, ? extends @Nullable Object> values,
            UnaryOperator<String> naming,
            Problems problems) {
        this.values = new LinkedHashMap<>(values);
        this.naming = naming;
        this.problems = problems;
    }

    /** A required string; empty after the problem is noted. */
    public String text(String key) {
        return optionalText(key)
                .orElseGet(
                        () -> {
                            problem(key, "is required");
                            return "";
                        });
    }

    /** A string; the fallback if it is missing or blank. */
    public String text(String key, String fallback) {
        return optionalText(key).orElse(fallback);
    }

    public Optional<String> optionalText(String key) {
        return scalar(key).filter(text -> !text.isBlank());
    }

    public int integer(String key, int fallback, int min, int max) {
        return read(
                key,
                fallback,
                text -> parseInt(text).filter(number -> number >= min && number <= max),
                "a whole number from %d to %d".formatted(min, max));
    }

    /** A number that may have a fraction. */
    public double decimal(String key, double fallback, double min, double max) {
        return read(
                key,
                fallback,
                text -> parseDouble(text).filter(number -> number >= min && number <= max),
                "a number from %s to %s".formatted(plain(min), plain(max)));
    }

    /** Bytes, at least 1. */
    public long bytes(String key, long fallback) {
        return read(key, fallback, Units::bytes, "a size such as 50MB (B, kB, MB, GB)");
    }

    /** Pixels, at least 1. */
    public long pixels(String key, long fallback) {
        return read(key, fallback, Units::pixels, "a number of pixels such as 40MP");
    }

    public Duration duration(String key, Duration fallback, Duration min, Duration max) {
        return read(
                key,
                fallback,
                text ->
                        Units.duration(text)
                                .filter(d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0),
                "a duration from %s to %s, such as 5ms, 30s or 365d (ms, s, m, h, d)"
                        .formatted(show(min), show(max)));
    }

    public boolean flag(String key, boolean fallback) {
        return read(
                key,
                fallback,
                text ->
                        switch (text.toLowerCase(Locale.ROOT)) {
                            case "true", "1", "yes" -> Optional.of(true);
                            case "false", "0", "no", "" -> Optional.of(false);
                            default -> Optional.empty();
                        },
                "true or false");
    }

    /** A constant of an enum, written in lower case with hyphens. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
        List<E> constants = List.of(type.getEnumConstants());
        return read(
                key,
                fallback,
                text -> constants.stream().filter(c -> written(c).equals(text)).findFirst(),
                "one of " + constants.stream().map(Section::written).toList());
    }

    /** Constants of an enum, in YAML or separated by commas, each written as in {@link #choice}. */
    public <E extends Enum<E>> Set<E> choices(String key, Class<E> type) {
        Set<E> chosen = EnumSet.noneOf(type);
        List<E> constants = List.of(type.getEnumConstants());
        for (String text : texts(key)) {
            constants.stream()
                    .filter(c -> written(c).equals(text))
                    .findFirst()
                    .ifPresentOrElse(
                            chosen::add,
                            () ->
                                    problem(
                                            key,
                                            "\"%s\" must be one of %s"
                                                    .formatted(
                                                            text,
                                                            constants.stream()
                                                                    .map(Section::written)
                                                                    .toList())));
        }
        return chosen;
    }

    /** A list of strings, in YAML or separated by commas. */
    public List<String> texts(String key) {
        return switch (value(key).orElse(null)) {
            case null -> List.of();
            case List<?> list -> list.stream().map(String::valueOf).toList();
            case Object text ->
                    Arrays.stream(text.toString().split(","))
                            .map(String::strip)
                            .filter(part -> !part.isEmpty())
                            .toList();
        };
    }

    /** The mapping under a key; empty if there is none. Call its {@link #done} too. */
    public Section section(String key) {
        Map<String, @Nullable Object> inner = new LinkedHashMap<>();
        switch (value(key).orElse(null)) {
            case null -> {}
            case Map<?, ?> map ->
                    map.forEach((name, item) -> inner.put(String.valueOf(name), item));
            case Object other -> problem(key, "must be a mapping, not \"" + other + "\"");
        }
        return new Section(inner, name -> naming.apply(key + "." + name), problems);
    }

    /** Whether a mapping stands under a key. */
    public boolean isMapping(String key) {
        return value(key).orElse(null) instanceof Map<?, ?>;
    }

    /** Whether nothing stands here. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The same values under other names. */
    Section renamed(UnaryOperator<String> other) {
        return new Section(values, other, problems);
    }

    /** All keys of this section; each then counts as known. */
    public Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        values.forEach((key, item) -> all.put(key, String.valueOf(item)));
        known.addAll(values.keySet());
        return all;
    }

    /** The values as they are, for somebody who reads them as a section of his own. */
    public Map<String, @Nullable Object> raw() {
        known.addAll(values.keySet());
        return new LinkedHashMap<>(values);
    }

    /** Keys that somebody else reads. */
    public void known(String... keys) {
        known.addAll(List.of(keys));
    }

    /** Notes a problem with one key. */
    public void problem(String key, String what) {
        problems.add(naming.apply(key), what);
    }

    /** Notes every key that was not read, with the nearest one that is known. */
    public void done() {
        List<String> unknown = new ArrayList<>(values.keySet());
        unknown.removeAll(known);
        for (String key : unknown) {
            problem(
                    key,
                    Nearest.to(key, known)
                            .map(near -> "is not known; did you mean \"" + near + "\"?")
                            .orElse("is not known; known are " + known));
        }
    }

    private <T> T read(
            String key, T fallback, Function<String, Optional<T>> parse, String allowed) {
        Optional<String> value = scalar(key);
        if (value.isEmpty()) {
            return fallback;
        }
        String text = value.get();
        return parse.apply(text)
                .orElseGet(
                        () -> {
                            problem(key, "\"%s\" must be %s".formatted(text, allowed));
                            return fallback;
                        });
    }

    private Optional<String> scalar(String key) {
        return switch (value(key).orElse(null)) {
            case null -> Optional.empty();
            case Map<?, ?> _, List<?> _ -> {
                problem(key, "must be one value, not a mapping or a list");
                yield Optional.empty();
            }
            case Object one -> Optional.of(one.toString());
        };
    }

    private Optional<Object> value(String key) {
        known.add(key);
        return Optional.ofNullable(values.get(key));
    }

    private static Optional<Integer> parseInt(String text) {
        try {
            return Optional.of(Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Double> parseDouble(String text) {
        try {
            return Optional.of(Double.parseDouble(text.strip())).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String show(Duration duration) {
        return duration.toDays() > 0 && duration.equals(Duration.ofDays(duration.toDays()))
                ? duration.toDays() + "d"
                : duration.toMillis() % 1000 == 0
                        ? duration.toSeconds() + "s"
                        : duration.toMillis() + "ms";
    }
}
