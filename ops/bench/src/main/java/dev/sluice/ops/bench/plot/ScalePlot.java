package dev.sluice.ops.bench.plot;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.plot.Plots.Plot;

import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Cost and memory over the length of the queue, a line for each number of workers. */
final class ScalePlot implements Plot {
    private static final List<Color> COLOURS =
            List.of(Look.SLUICE, new Color(0x5c7cfa), new Color(0x2f9e44), Look.FAINT);

    @Override
    public String title(JsonNode figures) {
        return "Cost of a job and memory while the queue grows";
    }

    @Override
    public List<Chart<?, ?>> charts(JsonNode figures) {
        boolean known = figures.isArray() && figures.path(0).path("cpuMsPerJob").isNumber();
        return known
                ? List.of(
                        chart("CPU", "CPU-ms a job", figures, "cpuMsPerJob"),
                        chart("Memory", "MB resident", figures, "residentMB"))
                : List.of();
    }

    private static CategoryChart chart(String title, String unit, JsonNode runs, String field) {
        SortedSet<Long> lengths = new TreeSet<>();
        SortedMap<Integer, SortedMap<Long, Double>> lines = new TreeMap<>();
        double highest = 0;
        for (JsonNode run : runs) {
            long messages = run.path("messages").asLong();
            double value = run.path(field).asDouble();
            highest = Math.max(highest, value);
            lengths.add(messages);
            lines.computeIfAbsent(run.path("workers").asInt(1), count -> new TreeMap<>())
                    .put(messages, value);
        }
        CategoryChart chart = Look.bars(title, unit);
        chart.setXAxisTitle("messages in the queue");
        chart.getStyler()
                .setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Line)
                .setOverlapped(true) // else each line would stand aside of the last
                .setXAxisTitleVisible(true)
                .setYAxisMax(highest * 1.15);
        chart.getStyler().setMarkerSize(7);
        List<String> labels = lengths.stream().map(ScalePlot::magnitude).toList();
        lines.forEach(
                (workers, line) -> {
                    Color colour = COLOURS.get(chart.getSeriesMap().size() % COLOURS.size());
                    List<@Nullable Double> values = new ArrayList<>();
                    lengths.forEach(length -> values.add(line.get(length)));
                    chart.addSeries(
                                    workers + (workers == 1 ? " worker" : " workers"),
                                    labels,
                                    values)
                            .setMarkerColor(colour)
                            .setLineColor(colour);
                });
        return chart;
    }

    private static String magnitude(long messages) {
        return messages >= 1_000_000
                ? messages / 1_000_000 + " M"
                : messages >= 1_000 ? messages / 1_000 + " k" : Long.toString(messages);
    }
}
