package dev.sluice.ops.dashboard.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a program told at {@code /metrics}: the text form of Prometheus, of which lines that are no
 * sample are left out.
 */
record Exposition(List<Sample> samples) {
    private static final Pattern LINE =
            Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})?\\s+(\\S+)(?:\\s+-?\\d+)?");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_]\\w*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** Nothing was told. */
    static final Exposition NONE = new Exposition(List.of());

    Exposition {
        samples = List.copyOf(samples);
    }

    record Sample(String name, Map<String, String> labels, double value) {
        String label(String name) {
            return labels.getOrDefault(name, "");
        }
    }

    static Exposition of(String text) {
        List<Sample> samples = new ArrayList<>();
        text.lines()
                .filter(line -> line.startsWith("sluice_"))
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .forEach(line -> samples.add(sample(line)));
        return new Exposition(samples);
    }

    private static Sample sample(Matcher line) {
        Map<String, String> labels = new HashMap<>();
        if (line.group(2) != null) {
            LABEL.matcher(line.group(2))
                    .results()
                    .forEach(label -> labels.put(label.group(1), plain(label.group(2))));
        }
        return new Sample(line.group(1), Map.copyOf(labels), number(line.group(3)));
    }

    private static String plain(String escaped) {
        return escaped.replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
    }

    private static double number(String text) {
        try {
            return switch (text) {
                case "+Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
