package dev.sluice.ops.fleet;

import dev.sluice.shared.job.Row;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What was found in a picture, in a few words, from its row's summary. */
public final class Finding {
    private Finding() {}

    /**
     * Such as {@code 3 flakes: 2×1 layer, 1×3 layers} or {@code neutral 99.6 %}; for a failed
     * upload the reason; else empty.
     */
    public static String of(Row row) {
        Optional<String> reason = row.text("failureReason");
        if (reason.isPresent() && row.status().equals(Optional.of(Row.Status.FAILED))) {
            return reason.get();
        }
        Map<String, AttributeValue> summary = row.map("metadata");
        return number(summary, "total_flakes")
                .map(flakes -> flakes(flakes.intValue(), summary))
                .or(() -> classified(summary))
                .orElseGet(() -> others(summary));
    }

    private static String flakes(int total, Map<String, AttributeValue> summary) {
        if (total == 0) {
            return "no flakes";
        }
        String thickness =
                Optional.ofNullable(summary.get("thickness"))
                        .map(AttributeValue::m)
                        .orElse(Map.of())
                        .entrySet()
                        .stream()
                        .sorted(
                                Map.Entry.comparingByKey(
                                        Comparator.comparingInt(String::length)
                                                .thenComparing(Comparator.naturalOrder())))
                        .map(entry -> entry.getValue().n() + "×" + layers(entry.getKey()))
                        .collect(Collectors.joining(", "));
        return (total == 1 ? "1 flake" : total + " flakes")
                + (thickness.isEmpty() ? "" : ": " + thickness);
    }

    private static String layers(String thickness) {
        return switch (thickness) {
            case "1" -> "1 layer";
            case String number when number.matches("\\d+") -> number + " layers";
            case String name -> name;
        };
    }

    private static Optional<String> classified(Map<String, AttributeValue> summary) {
        return Optional.ofNullable(summary.get("class"))
                .map(AttributeValue::s)
                .map(
                        name ->
                                name
                                        + number(summary, "confidence")
                                                .map(
                                                        c ->
                                                                String.format(
                                                                        Locale.ROOT,
                                                                        " %.1f %%",
                                                                        c * 100))
                                                .orElse(""));
    }

    /** For tasks that this class does not know. */
    private static String others(Map<String, AttributeValue> summary) {
        return summary.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(entry -> entry.getValue().s() != null || entry.getValue().n() != null)
                .map(
                        entry ->
                                entry.getKey()
                                        + " "
                                        + Optional.ofNullable(entry.getValue().s())
                                                .orElse(entry.getValue().n()))
                .collect(Collectors.joining(", "));
    }

    private static Optional<Double> number(Map<String, AttributeValue> summary, String name) {
        return Optional.ofNullable(summary.get(name)).map(AttributeValue::n).map(Double::valueOf);
    }
}
