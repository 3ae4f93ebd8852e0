package dev.sluice.dispatcher;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What jobs took of the workers there last were, by pipeline; as a line of text, too. */
final class Paces {
    private final Map<String, Double> seconds = new TreeMap<>();

    void remember(String pipeline, double jobSeconds) {
        seconds.put(pipeline, jobSeconds);
    }

    /** Seconds, more than 0; empty if there never were any. */
    OptionalDouble of(String pipeline) {
        Double known = seconds.get(pipeline);
        return known == null ? OptionalDouble.empty() : OptionalDouble.of(known);
    }

    /** {@code flakes=0.25 moderation=0.0085}. */
    String text() {
        return seconds.entrySet().stream()
                .map(pace -> pace.getKey() + "=" + pace.getValue())
                .collect(Collectors.joining(" "));
    }

    /**
     * Adds what somebody else wrote, unless it is known here; what is no such text is passed over.
     */
    void read(String text) {
        for (String pace : text.split(" ", -1)) {
            int equals = pace.lastIndexOf('=');
            try {
                double value = Double.parseDouble(pace.substring(equals + 1));
                if (equals > 0 && value > 0 && value < Double.POSITIVE_INFINITY) {
                    seconds.putIfAbsent(pace.substring(0, equals), value);
                }
            } catch (NumberFormatException e) {
                // an empty row, or a later version's
            }
        }
    }
}
