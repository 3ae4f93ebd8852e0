package dev.sluice.shared.aws;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What AWS asks, from a dated list beside this class ({@code prices.yaml}).
 *
 * @param date when the list was made
 * @param perMillion US dollars a million requests or units, by the names of {@link Usage} and of
 *     {@link Modelled}
 * @param assumptions figures that the modelled lines of a {@link Cost} rest on, by name
 */
public record Prices(
        String date,
        String region,
        Map<String, Double> perMillion,
        Map<String, Double> assumptions) {
    public Prices {
        perMillion = Map.copyOf(perMillion);
        assumptions = Map.copyOf(assumptions);
    }

    /** The list that ships with this version. */
    public static Prices shipped() {
        try (InputStream file = Prices.class.getResourceAsStream("prices.yaml")) {
            if (file == null) {
                throw new IllegalStateException("prices.yaml is missing from the class path");
            }
            Map<?, ?> yaml =
                    (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(file);
            Map<String, Double> prices = new HashMap<>(numbers(yaml, "requests"));
            prices.putAll(numbers(yaml, "units"));
            prices.putAll(numbers(yaml, "modelled"));
            return new Prices(
                    String.valueOf(yaml.get("date")),
                    String.valueOf(yaml.get("region")),
                    prices,
                    numbers(yaml, "assumptions"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Double> numbers(Map<?, ?> yaml, String section) {
        Map<String, Double> numbers = new HashMap<>();
        if (yaml.get(section) instanceof Map<?, ?> entries) {
            entries.forEach(
                    (name, number) ->
                            numbers.put(
                                    String.valueOf(name), Double.valueOf(String.valueOf(number))));
        }
        return numbers;
    }

    /**
     * Dollars for a million jobs, if all cost what these did: what clients see, without {@link
     * Modelled} lines.
     *
     * @param jobs how many jobs made that use, at least 1
     */
    public double dollarsPerMillionJobs(Usage usage, long jobs) {
        return Cost.of(usage, jobs, this, List.of()).total();
    }

    /** What was used and has no price, so that nobody takes it for free. */
    public List<String> unpriced(Usage usage) {
        return Stream.concat(usage.calls().keySet().stream(), usage.units().keySet().stream())
                .filter(name -> !perMillion.containsKey(name))
                .sorted()
                .toList();
    }

    /**
     * Dollars a million of something that the list must have.
     *
     * @throws IllegalStateException if it has not
     */
    public double dollars(String name) {
        Double price = perMillion.get(name);
        if (price == null) {
            throw new IllegalStateException("prices.yaml has no " + name);
        }
        return price;
    }

    double of(String name) {
        return perMillion.getOrDefault(name, 0.0);
    }

    double assumed(String name) {
        Double value = assumptions.get(name);
        if (value == null) {
            throw new IllegalStateException("prices.yaml has no assumption " + name);
        }
        return value;
    }
}
