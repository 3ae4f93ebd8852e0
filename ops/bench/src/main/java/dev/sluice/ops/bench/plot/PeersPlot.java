package dev.sluice.ops.bench.plot;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.plot.Plots.Plot;

import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.internal.chartpart.Chart;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Throughput and overhead beside the rivals, the quickest first. */
final class PeersPlot implements Plot {
    private static final String US = "sluice";
    private static final String SPEED = "picturesPerSecond";
    private static final String OVERHEAD = "cpuMsOverhead";

    @Override
    public String title(JsonNode figures) {
        return "The same pictures, model and queue through Sluice and its rivals";
    }

    @Override
    public List<Chart<?, ?>> charts(JsonNode figures) {
        List<Map.Entry<String, JsonNode>> peers =
                figures.properties().stream()
                        .filter(peer -> peer.getValue().path(SPEED).isNumber())
                        .sorted(
                                Comparator.comparingDouble(
                                        peer -> -peer.getValue().path(SPEED).asDouble()))
                        .toList();
        if (peers.isEmpty()) {
            return List.of();
        }
        return List.of(
                chart("Throughput (more is better)", "pictures a second", peers, SPEED),
                chart(
                        "Overhead CPU (less is better)",
                        "CPU-ms a picture beside inference and decoding",
                        peers,
                        OVERHEAD));
    }

    private static CategoryChart chart(
            String title, String unit, List<Map.Entry<String, JsonNode>> peers, String field) {
        CategoryChart chart = Look.bars(title, unit);
        chart.getStyler().setOverlapped(true).setLegendVisible(false);
        List<String> names = peers.stream().map(Map.Entry::getKey).toList();
        add(chart, names, values(peers, field, true), Look.SLUICE);
        add(chart, names, values(peers, field, false), Look.OTHERS);
        Look.values(
                chart, peers.stream().map(peer -> peer.getValue().path(field).asDouble()).toList());
        return chart;
    }

    private static void add(
            CategoryChart chart, List<String> names, List<@Nullable Double> values, Color colour) {
        chart.addSeries(colour.equals(Look.SLUICE) ? US : "rivals", names, values)
                .setFillColor(colour);
    }

    private static List<@Nullable Double> values(
            List<Map.Entry<String, JsonNode>> peers, String field, boolean ours) {
        List<@Nullable Double> values = new ArrayList<>();
        for (Map.Entry<String, JsonNode> peer : peers) {
            boolean shown = peer.getKey().equals(US) == ours;
            values.add(shown ? peer.getValue().path(field).asDouble() : null);
        }
        return values;
    }
}
