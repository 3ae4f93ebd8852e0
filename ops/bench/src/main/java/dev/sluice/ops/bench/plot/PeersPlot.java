package dev.sluice.ops.bench.plot;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.plot.Plots.Plot;

import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.internal.chartpart.Chart;

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
        Look.beside(
                chart,
                peers.stream().map(Map.Entry::getKey).toList(),
                peers.stream().map(peer -> peer.getValue().path(field).asDouble()).toList(),
                US);
        return chart;
    }
}
