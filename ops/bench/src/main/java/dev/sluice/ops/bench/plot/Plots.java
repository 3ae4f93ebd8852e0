package dev.sluice.ops.bench.plot;

import com.fasterxml.jackson.databind.JsonNode;

import org.knowm.xchart.internal.chartpart.Chart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws what {@code bench.json} holds, and needs nothing else, so that plots can be drawn again
 * from the file.
 */
public final class Plots {
    private static final String PNG = ".png";
    private static final Map<String, Plot> ALL = new LinkedHashMap<>();

    static {
        ALL.put("ceiling", new CeilingPlot());
        ALL.put("feed", new FeedPlot());
        ALL.put("latency", new LatencyPlot());
        ALL.put("peers", new PeersPlot());
        ALL.put("cost", new CostPlot());
        ALL.put("scale", new ScalePlot());
    }

    private Plots() {}

    /** How the figures of one benchmark are drawn. */
    interface Plot {
        /** What the picture shows, in a few words; may hold the finding. */
        String title(JsonNode figures);

        /** Charts from left to right; none if the figures are not there. */
        List<Chart<?, ?>> charts(JsonNode figures);
    }

    /**
     * Writes a PNG for each benchmark of the file that has a plot. One goes to the path; of several
     * each goes to the path with {@code -<name>} before {@code .png}.
     *
     * @param bench all of {@code bench.json}
     * @return the files written
     */
    public static List<Path> write(JsonNode bench, Path file) throws IOException {
        Map<String, Sheet> sheets = new LinkedHashMap<>();
        for (Map.Entry<String, Plot> plot : ALL.entrySet()) {
            JsonNode figures = bench.path(plot.getKey());
            List<Chart<?, ?>> charts = plot.getValue().charts(figures);
            if (!charts.isEmpty()) {
                String title = plot.getValue().title(figures);
                sheets.put(plot.getKey(), new Sheet(title, source(bench, plot.getKey()), charts));
            }
        }
        List<Path> written = new ArrayList<>();
        for (Map.Entry<String, Sheet> sheet : sheets.entrySet()) {
            Path target = sheets.size() == 1 ? file : named(file, sheet.getKey());
            sheet.getValue().write(target);
            written.add(target);
        }
        return written;
    }

    private static String source(JsonNode bench, String name) {
        return "%s · %s · ops/sluice bench %s"
                .formatted(bench.path("machine").asText(), bench.path("date").asText(), name);
    }

    static Path named(Path file, String name) {
        String old = file.getFileName().toString();
        String stem = old.endsWith(PNG) ? old.substring(0, old.length() - PNG.length()) : old;
        return file.resolveSibling(stem + "-" + name + PNG);
    }
}
