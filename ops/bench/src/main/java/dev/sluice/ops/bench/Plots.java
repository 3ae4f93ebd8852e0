package dev.sluice.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Draws what {@code bench.json} holds, and needs nothing else: plots can be drawn again. */
public final class Plots {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 840;
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 22);

    private static final Color[] COLOURS =
            Stream.of("#d9480f", "#5c7cfa", "#40c057", "#adb5bd", "#9775fa", "#fcc419", "#22b8cf")
                    .map(Color::decode)
                    .toArray(Color[]::new);

    private Plots() {}

    /** Bars of parts on top of each other, or beside each other. */
    private record Panel(String title, boolean stacked, Map<String, Map<String, Double>> bars) {
        Panel(String title, boolean stacked) {
            this(title, stacked, new LinkedHashMap<>());
        }

        /** Parts of one name in a bar add up. */
        void add(String bar, String part, JsonNode value) {
            if (value.isNumber()) {
                bars.computeIfAbsent(bar, name -> new LinkedHashMap<>())
                        .merge(part, value.asDouble(), Double::sum);
            }
        }

        CategoryChart chart(String source) {
            CategoryChart chart =
                    new CategoryChartBuilder()
                            .width(WIDTH)
                            .height(HEIGHT)
                            .title(title)
                            .xAxisTitle(source)
                            .theme(ChartTheme.Matlab)
                            .build();
            Set<String> parts = new LinkedHashSet<>();
            bars.values().forEach(bar -> parts.addAll(bar.keySet()));
            for (String part : parts) {
                List<@Nullable Double> values = new ArrayList<>();
                bars.values().forEach(bar -> values.add(bar.get(part)));
                chart.addSeries(part, List.copyOf(bars.keySet()), values);
            }
            chart.getStyler()
                    .setStacked(stacked)
                    .setShowStackSum(stacked)
                    .setLabelsVisible(true)
                    .setLabelsFont(TEXT.deriveFont(16f))
                    .setPlotGridVerticalLinesVisible(false)
                    .setAxisTitleFont(TEXT.deriveFont(16f))
                    .setYAxisMin(0.0)
                    .setLocale(Locale.ROOT)
                    .setAxisTickLabelsFont(TEXT)
                    .setSeriesColors(COLOURS)
                    .setDecimalPattern("#,##0.##")
                    .setLegendVisible(parts.size() > 1)
                    .setLegendPosition(LegendPosition.OutsideS)
                    .setLegendLayout(LegendLayout.Horizontal)
                    .setLegendFont(TEXT)
                    .setChartTitleFont(TEXT.deriveFont(Font.BOLD));
            return chart;
        }
    }

    /**
     * Writes and returns a PNG for each benchmark of the file that has a plot. One goes to the
     * path; of several each goes to the path with {@code -<name>} before {@code .png}.
     */
    public static List<Path> write(JsonNode bench, Path file) throws IOException {
        Map<String, List<Panel>> sheets = new LinkedHashMap<>();
        sheets.put("feed", feed(bench.path("feed")));
        sheets.put("latency", latency(bench.path("latency")));
        sheets.put("peers", peers(bench.path("peers")));
        sheets.put("cost", cost(bench.path("cost")));
        sheets.put("flakes", flakes(bench.path("flakes")));
        sheets.values().removeIf(panels -> panels.stream().anyMatch(panel -> panel.bars.isEmpty()));
        String source = bench.path("machine").asText() + ", " + bench.path("date").asText();
        String stem = file.getFileName().toString().replaceFirst("\\.png$", "");
        List<Path> written = new ArrayList<>();
        for (Map.Entry<String, List<Panel>> sheet : sheets.entrySet()) {
            String name = sheets.size() == 1 ? "" : "-" + sheet.getKey();
            Path target = file.resolveSibling(stem + name + ".png");
            List<CategoryChart> charts = new ArrayList<>();
            for (Panel panel : sheet.getValue()) {
                charts.add(panel.chart(charts.isEmpty() ? source : ""));
            }
            try (OutputStream out = Files.newOutputStream(target)) {
                BitmapEncoder.saveBitmap(charts, 1, charts.size(), out, BitmapFormat.PNG);
            }
            written.add(target);
        }
        return written;
    }

    private static List<Panel> feed(JsonNode runs) {
        Panel speed = new Panel("Simulated accelerators: pictures a second, limited by", true);
        for (JsonNode run : runs) {
            String limit = run.path("limitedBy").asText();
            speed.add(run.path("accelerator").asText(), limit, run.path("picturesPerSecond"));
        }
        return List.of(speed);
    }

    private static List<Panel> latency(JsonNode figures) {
        Panel stages = new Panel("From upload to visible result: ms, medians", true);
        Panel times = new Panel("Over load, % of capacity: ms", false);
        Map<String, JsonNode> runs = new LinkedHashMap<>(Map.of("idle", figures.path("idle")));
        figures.path("load").forEach(run -> runs.put(run.path("percent").asText() + " %", run));
        runs.forEach(
                (name, run) -> {
                    run.path("stages").forEachEntry((stage, ms) -> stages.add(name, stage, ms));
                    List.of("p50", "p95", "p99").forEach(p -> times.add(name, p, run.path(p)));
                });
        return List.of(stages, times);
    }

    private static List<Panel> peers(JsonNode figures) {
        Panel speed = new Panel("Pictures a second (more is better)", true);
        Panel overhead = new Panel("Overhead, CPU-ms a picture (less is better)", true);
        figures.forEachEntry(
                (name, peer) -> {
                    String whose = name.equals("sluice") ? "Sluice" : "rivals";
                    speed.add(name, whose, peer.path("picturesPerSecond"));
                    overhead.add(name, whose, peer.path("cpuMsOverhead"));
                });
        return List.of(speed, overhead);
    }

    private static List<Panel> cost(JsonNode figures) {
        Panel panel = new Panel("US dollars for the requests of a million pictures", true);
        for (String mode : List.of("object", "packed", "completedOnly", "floor")) {
            for (JsonNode line : figures.path(mode).path("lines")) {
                String service = line.path("name").asText().replaceFirst("\\..*", "");
                String modelled = line.path("modelled").asBoolean() ? ", modelled" : "";
                panel.add(mode, service + modelled, line.path("dollarsPerMillion"));
            }
        }
        return List.of(panel);
    }

    private static List<Panel> flakes(JsonNode figures) {
        Panel panel = new Panel("Searching 1920×1200 for flakes: CPU-ms (less is better)", true);
        panel.add("plain script", "CPU-ms", figures.path("plainCpuMs"));
        panel.add("classical", "CPU-ms", figures.path("classicalCpuMs"));
        panel.add("regions", "CPU-ms", figures.path("regionsCpuMs"));
        return List.of(panel);
    }
}
