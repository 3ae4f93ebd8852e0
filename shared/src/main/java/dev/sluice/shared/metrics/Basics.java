package dev.sluice.shared.metrics;

import dev.sluice.shared.aws.ApiMeter;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What every program tells. */
public final class Basics {
    private Basics() {}

    /**
     * Adds it.
     *
     * @param program {@code worker} or {@code dispatcher}
     * @param states all that it can be in, as {@code state} names them
     */
    public static void addTo(
            Meters meters, String program, List<String> states, Supplier<String> state) {
        meters.read(Families.BUILD, () -> 1, program, version());
        meters.read(Families.UPTIME, () -> ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
        for (String each : states) {
            meters.read(Families.STATE, () -> state.get().equals(each) ? 1 : 0, each);
        }
    }

    /** Adds what a program asks of AWS, and what that costs. */
    public static void addTo(Meters meters, ApiMeter meter, Spending spending) {
        meters.readAll(Families.AWS_REQUESTS, () -> requests(meter));
        meters.read(Families.COST, spending::dollars);
    }

    private static Map<List<String>, Double> requests(ApiMeter meter) {
        Map<List<String>, Double> rows = new HashMap<>();
        meter.counts()
                .forEach(
                        (name, count) -> {
                            String[] parts = name.split("\\.", 2);
                            rows.put(List.of(parts[0], parts[1]), (double) count);
                        });
        return rows;
    }

    /** Of this build; {@code unknown} where it runs from classes and not from a jar. */
    public static String version() {
        return Optional.ofNullable(Basics.class.getPackage().getImplementationVersion())
                .orElse("unknown");
    }
}
