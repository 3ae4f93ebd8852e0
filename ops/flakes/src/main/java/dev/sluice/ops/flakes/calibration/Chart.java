package dev.sluice.ops.flakes.calibration;

import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws contrast over thickness: a line with its spread for each channel, a dot a flake. */
public final class Chart {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 600;
    private static final List<String> CHANNELS = List.of("blue", "green", "red");
    private static final List<Color> COLOURS =
            List.of(Color.decode("#4263eb"), Color.decode("#2f9e44"), Color.decode("#e03131"));

    /** Layers by which the channels' dots stand beside each other. */
    private static final double BESIDE = 0.06;

    private Chart() {}

    /** Writes a PNG. */
    public static void write(Calibration calibration, String material, Path file)
            throws IOException {
        XYChart chart =
                new XYChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title(
                                "%s: optical contrast of %d flakes"
                                        .formatted(material, calibration.examples().size()))
                        .xAxisTitle("layers")
                        .yAxisTitle("I / substrate − 1; bars are one standard deviation")
                        .theme(ChartTheme.Matlab)
                        .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setXAxisDecimalPattern("#0.##");
        chart.getStyler().setLocale(Locale.ROOT);
        for (int channel = 0; channel < CHANNELS.size(); channel++) {
            add(chart, calibration, channel);
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            BitmapEncoder.saveBitmap(chart, out, BitmapFormat.PNG);
        }
    }

    private static void add(XYChart chart, Calibration calibration, int channel) {
        List<Double> layers = new ArrayList<>();
        List<Double> means = new ArrayList<>();
        List<Double> spreads = new ArrayList<>();
        for (Calibration.Line line : calibration.lines()) {
            layers.add(line.layers() + BESIDE * (channel - 1));
            means.add(line.mean().get(channel));
            spreads.add(line.spread().get(channel));
        }
        chart.addSeries(CHANNELS.get(channel), layers, means, spreads)
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(COLOURS.get(channel));
        List<Double> at = new ArrayList<>();
        List<Double> seen = new ArrayList<>();
        for (Example each : calibration.examples()) {
            at.add(each.layers() + BESIDE * (channel - 1));
            seen.add(each.mean()[channel]);
        }
        chart.addSeries(CHANNELS.get(channel) + ", each flake", at, seen)
                .setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter)
                .setMarker(SeriesMarkers.CIRCLE)
                .setMarkerColor(COLOURS.get(channel))
                .setShowInLegend(false);
    }
}
