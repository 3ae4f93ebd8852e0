package dev.sluice.ops.bench.plot;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.plot.Plots.Plot;

import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Where the time goes, at idle and under load. */
final class LatencyPlot implements Plot {
    private static final Map<String, Color> STAGES = new LinkedHashMap<>();
    private static final Map<String, Color> PERCENTILES = new LinkedHashMap<>();

    static {
        STAGES.put("dispatch", new Color(0x5c7cfa));
        STAGES.put("queue", new Color(0xced4da));
        STAGES.put("fetch", new Color(0x22b8cf));
        STAGES.put("decode", new Color(0x51cf66));
        STAGES.put("model", Look.SLUICE);
        STAGES.put("task", new Color(0xfcc419));
        STAGES.put("settle", new Color(0x9775fa));
        PERCENTILES.put("p50", Look.SLUICE);
        PERCENTILES.put("p95", new Color(0x5c7cfa));
        PERCENTILES.put("p99", Look.FAINT);
    }

    @Override
    public String title(JsonNode figures) {
        return "From upload to visible result";
    }

    @Override
    public List<Chart<?, ?>> charts(JsonNode figures) {
        List<JsonNode> load =
                StreamSupport.stream(figures.path("load").spliterator(), false).toList();
        Stack stages = new Stack();
        add(stages, "idle", figures.path("idle"));
        load.forEach(at -> add(stages, at.path("percent").asInt() + " %", at));
        List<Chart<?, ?>> charts = new ArrayList<>();
        if (!stages.isEmpty()) {
            charts.add(stages.chart("By stage, at idle and at load", "ms, medians", STAGES));
        }
        if (!load.isEmpty()) {
            charts.add(percentiles(load));
        }
        return charts;
    }

    private static void add(Stack stages, String column, JsonNode at) {
        at.path("stages")
                .properties()
                .forEach(stage -> stages.add(column, stage.getKey(), stage.getValue().asDouble()));
    }

    private static XYChart percentiles(List<JsonNode> load) {
        XYChart chart = Look.lines("Over load", "load, % of capacity", "ms");
        chart.getStyler().setYAxisMin(0.0).setXAxisMin(0.0).setXAxisMax(100.0);
        List<Double> percents = load.stream().map(at -> at.path("percent").asDouble()).toList();
        PERCENTILES.forEach(
                (percentile, colour) -> {
                    List<Double> values =
                            load.stream().map(at -> at.path(percentile).asDouble()).toList();
                    chart.addSeries(percentile, percents, values)
                            .setMarkerColor(colour)
                            .setLineColor(colour);
                });
        return chart;
    }
}
