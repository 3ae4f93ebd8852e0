package dev.sluice.ops.bench.plot;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.plot.Plots.Plot;

import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.internal.chartpart.Chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where the worker's CPU time goes. */
final class CeilingPlot implements Plot {
    private static final String UNIT = "CPU-ms a picture";
    private static final String WORKER = "the worker";
    private static final List<String> BARE = List.of("cpuMsInference", "cpuMsDecode", "cpuMsSdk");

    /** Members of the figures, of which not every machine has all, by what they are called here. */
    private static final Map<String, String> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("cpuMsInference", "inference");
        PARTS.put("cpuMsDecode", "decoding");
        PARTS.put("cpuMsSdk", "SDK calls");
        PARTS.put("cpuMsOwn", "our own");
    }

    @Override
    public String title(JsonNode figures) {
        return String.format(
                Locale.ROOT,
                "The worker's CPU is %.2f × bare inference, decoding and SDK calls",
                figures.path("ratio").asDouble());
    }

    @Override
    public List<Chart<?, ?>> charts(JsonNode figures) {
        List<String> names = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        PARTS.forEach(
                (member, name) -> {
                    if (figures.path(member).isNumber()) {
                        names.add(name);
                        values.add(figures.path(member).asDouble());
                    }
                });
        if (names.isEmpty()) {
            return List.of();
        }
        CategoryChart parts = Look.bars("Part by part: bare, and our own", UNIT);
        parts.getStyler().setLegendVisible(false);
        parts.addSeries("cpu", names, values).setFillColor(Look.OTHERS);
        Look.values(parts, values);
        return figures.path("cpuMsWoven").isNumber()
                ? List.of(parts, together(figures))
                : List.of(parts);
    }

    /** What the machine makes of the bare parts when they share it, and what the worker adds. */
    private static CategoryChart together(JsonNode figures) {
        double bare = BARE.stream().mapToDouble(member -> figures.path(member).asDouble()).sum();
        CategoryChart chart = Look.bars("All of it", UNIT);
        Look.beside(
                chart,
                List.of("bare, one by one", "bare, all at once", WORKER),
                List.of(
                        bare,
                        figures.path("cpuMsWoven").asDouble(),
                        figures.path("cpuMs").asDouble()),
                WORKER);
        return chart;
    }
}
