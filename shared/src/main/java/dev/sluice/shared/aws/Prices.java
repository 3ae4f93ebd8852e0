package dev.sluice.shared.aws;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What AWS requests cost, from a dated list beside this class ({@code prices.yaml}).
 *
 * @param date when the list was made
 * @param perMillion US dollars per million requests, by {@link ApiMeter} operation
 */
public record Prices(String date, String region, Map<String, Double> perMillion) {
    public Prices {
        perMillion = Map.copyOf(perMillion);
    }

    /** The list that ships with this version. */
    public static Prices shipped() {
        try (InputStream file = Prices.class.getResourceAsStream("prices.yaml")) {
            if (file == null) {
                throw new IllegalStateException("prices.yaml is missing from the class path");
            }
            Map<?, ?> yaml =
                    (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(file);
            Map<String, Double> prices = new HashMap<>();
            if (yaml.get("requests") instanceof Map<?, ?> requests) {
                requests.forEach(
                        (operation, dollars) ->
                                prices.put(
                                        String.valueOf(operation),
                                        Double.valueOf(String.valueOf(dollars))));
            }
            return new Prices(
                    String.valueOf(yaml.get("date")), String.valueOf(yaml.get("region")), prices);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Dollars for a million jobs, if all cost what these did.
     *
     * @param calls counts by operation
     * @param jobs how many jobs made them, at least 1
     */
    public double dollarsPerMillionJobs(Map<String, Long> calls, long jobs) {
        double dollars = 0;
        for (Map.Entry<String, Long> call : calls.entrySet()) {
            dollars += perMillion.getOrDefault(call.getKey(), 0.0) * call.getValue();
        }
        return dollars / jobs;
    }

    /** Operations that were called and have no price, so that nobody takes them for free. */
    public List<String> unpriced(Map<String, Long> calls) {
        return calls.keySet().stream().filter(op -> !perMillion.containsKey(op)).sorted().toList();
    }
}
