package dev.sluice.ops.plan;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What machines cost, from a dated list beside this class ({@code machines.yaml}).
 *
 * @param hours dollars an hour on demand, by instance type
 */
public record PriceList(String date, String region, SortedMap<String, Double> hours) {
    /** The list that ships with this version. */
    public static PriceList shipped() {
        try (InputStream file = PriceList.class.getResourceAsStream("machines.yaml")) {
            if (file == null) {
                throw new IllegalStateException("machines.yaml is missing from the class path");
            }
            Map<?, ?> yaml =
                    (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(file);
            SortedMap<String, Double> hours = new TreeMap<>();
            ((Map<?, ?>) yaml.get("hours"))
                    .forEach(
                            (type, price) ->
                                    hours.put(
                                            String.valueOf(type),
                                            Double.valueOf(String.valueOf(price))));
            return new PriceList(
                    String.valueOf(yaml.get("date")), String.valueOf(yaml.get("region")), hours);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    OptionalDouble hour(String type) {
        Double price = hours.get(type);
        return price == null ? OptionalDouble.empty() : OptionalDouble.of(price);
    }
}
