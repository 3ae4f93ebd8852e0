package dev.sluice.ops.bench.plot;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.plot.Plots.Plot;

import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.internal.chartpart.Chart;

import java.util.List;
import java.util.Locale;

/** Where the worker's CPU time goes. */
final class CeilingPlot implements Plot {
    private static final List<String> FIELDS =
            List.of("cpuMsInference", "cpuMsDecode", "cpuMsSdk", "cpuMsOwn");
    private static final List<String> NAMES =
            List.of("inference", "decoding", "SDK calls", "our own");

    @Override
    public String title(JsonNode figures) {
        return String.format(
                Locale.ROOT,
                "The worker's CPU is %.2f × bare inference, decoding and SDK calls",
                figures.path("ratio").asDouble());
    }

    @Override
    public List<Chart<?, ?>> charts(JsonNode figures) {
        if (FIELDS.stream().anyMatch(field -> !figures.path(field).isNumber())) {
            return List.of();
        }
        List<Double> values = FIELDS.stream().map(field -> figures.path(field).asDouble()).toList();
        CategoryChart chart = Look.bars("", "CPU-ms a picture");
        chart.getStyler().setLegendVisible(false);
        chart.addSeries("cpu", NAMES, values).setFillColor(Look.SLUICE);
        Look.values(chart, values);
        return List.of(chart);
    }
}
