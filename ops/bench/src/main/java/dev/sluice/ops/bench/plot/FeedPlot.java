package dev.sluice.ops.bench.plot;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.plot.Plots.Plot;

import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.internal.chartpart.Chart;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** How well simulated accelerators are fed. */
final class FeedPlot implements Plot {
    @Override
    public String title(JsonNode figures) {
        return "Feeding simulated accelerators";
    }

    @Override
    public List<Chart<?, ?>> charts(JsonNode figures) {
        List<JsonNode> runs =
                StreamSupport.stream(figures.spliterator(), false)
                        .filter(run -> run.path("fill").isNumber())
                        .toList();
        if (runs.isEmpty()) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (JsonNode run : runs) {
            String name = run.path("accelerator").asText();
            names.add(names.contains(name) ? name + " " + (names.size() + 1) : name);
        }
        CategoryChart use = Look.bars("Batches full, accelerator busy", "%");
        use.getStyler().setYAxisMax(100.0);
        use.addSeries("batches full", names, percent(runs, "fill")).setFillColor(Look.SLUICE);
        use.addSeries("accelerator busy", names, percent(runs, "busy"))
                .setFillColor(new Color(0x5c7cfa));
        return List.of(use, limits(names, runs));
    }

    private static CategoryChart limits(List<String> names, List<JsonNode> runs) {
        List<Double> speeds =
                runs.stream().map(run -> run.path("picturesPerSecond").asDouble()).toList();
        CategoryChart chart =
                Look.bars("Pictures a second, and what limits them", "pictures a second");
        chart.getStyler().setLegendVisible(false);
        chart.addSeries("speed", names, speeds).setFillColor(Look.OTHERS);
        Look.values(chart, speeds);
        Look.words(
                chart, speeds, runs.stream().map(run -> run.path("limitedBy").asText()).toList());
        return chart;
    }

    private static List<Double> percent(List<JsonNode> runs, String field) {
        return runs.stream().map(run -> 100 * run.path(field).asDouble()).toList();
    }
}
