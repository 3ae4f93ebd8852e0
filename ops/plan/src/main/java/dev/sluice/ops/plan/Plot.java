package dev.sluice.ops.plan;

import dev.sluice.ops.plan.Planner.Advice;
import dev.sluice.ops.plan.scaler.Scalers;
import dev.sluice.ops.plan.simulated.Outcome.Part;

import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Draws what was simulated: what came, who worked, who waited, what it cost. */
public final class Plot {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 620;
    private static final double HOUR = 3600;

    /** Of the logarithmic axis: who waits less does not wait. */
    private static final double LEAST_WAIT = 0.1;

    /** Parts whose waits are drawn as one: else lines hide each other. */
    private static final int TOGETHER = 6;

    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 20);
    private static final Color LOAD = Color.decode("#adb5bd");
    private static final Color GOAL = Color.decode("#212529");
    private static final BasicStroke OURS = new BasicStroke(4);
    private static final BasicStroke OTHERS = new BasicStroke(2);
    private static final BasicStroke DASHED =
            new BasicStroke(
                    2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {10, 8}, 0);

    private static final Map<Scalers, Color> COLOURS =
            Map.of(
                    Scalers.SLUICE, Color.decode("#d9480f"),
                    Scalers.KEDA, Color.decode("#4263eb"),
                    Scalers.BACKLOG_PER_INSTANCE, Color.decode("#2b8a3e"),
                    Scalers.QUEUE_DEPTH, Color.decode("#9775fa"));

    private Plot() {}

    /** Writes a PNG. */
    public static void write(Advice advice, OutputStream out) throws IOException {
        List<Chart<?, ?>> charts =
                List.of(load(advice), machines(advice), waits(advice), costs(advice));
        BitmapEncoder.saveBitmap(charts, 2, 2, out, BitmapFormat.PNG);
    }

    private static XYChart load(Advice advice) {
        XYChart chart = overTime("What comes: jobs a second");
        XYSeries series =
                add(chart, "load", course(advice.rivals().getFirst()), Part::jobsPerSecond);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Area);
        series.setFillColor(LOAD);
        series.setLineColor(LOAD);
        chart.getStyler().setLegendVisible(false);
        return chart;
    }

    private static XYChart machines(Advice advice) {
        XYChart chart = overTime("Who works: simulated machines");
        for (Trial trial : othersFirst(advice)) {
            style(add(chart, trial.scaler().title(), course(trial), Part::machines), trial)
                    .setXYSeriesRenderStyle(XYSeriesRenderStyle.Step);
        }
        return chart;
    }

    private static XYChart waits(Advice advice) {
        XYChart chart = overTime("Who waits: 99 of 100 jobs no longer, simulated seconds");
        for (Trial trial : othersFirst(advice)) {
            style(add(chart, trial.scaler().title(), worst(trial), Part::p99), trial)
                    .setXYSeriesRenderStyle(XYSeriesRenderStyle.Step);
        }
        double goal = advice.plan().goal().toMillis() / 1e3;
        double end = advice.plan().load().seconds() / HOUR;
        XYSeries line = chart.addSeries("goal", new double[] {0, end}, new double[] {goal, goal});
        line.setMarker(SeriesMarkers.NONE).setLineColor(GOAL).setLineStyle(DASHED);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisMin(LEAST_WAIT);
        return chart;
    }

    private static CategoryChart costs(Advice advice) {
        CategoryChart chart =
                new CategoryChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title("What it costs: simulated dollars a day, and 99 of 100 waits")
                        .theme(ChartTheme.Matlab)
                        .build();
        List<String> names = advice.rivals().stream().map(Plot::named).toList();
        for (Trial trial : advice.rivals()) {
            List<Double> bars = new ArrayList<>();
            names.forEach(
                    name ->
                            bars.add(
                                    name.equals(named(trial))
                                            ? trial.dollarsPerDay()
                                            : Double.NaN));
            chart.addSeries(trial.scaler().title(), names, bars)
                    .setFillColor(COLOURS.getOrDefault(trial.scaler(), LOAD));
        }
        style(chart.getStyler());
        chart.getStyler().setAxisTickLabelsFont(TEXT.deriveFont(17f));
        chart.getStyler().setOverlapped(true);
        chart.getStyler().setLabelsVisible(true).setLabelsFont(TEXT);
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setYAxisMin(0.0);
        return chart;
    }

    private static String named(Trial trial) {
        double p99 = trial.p99();
        return String.format(
                Locale.ROOT, p99 < 10 ? "%s: %.1f s" : "%s: %.0f s", trial.scaler().title(), p99);
    }

    private static List<Part> course(Trial trial) {
        return trial.outcome().course();
    }

    private static List<Trial> othersFirst(Advice advice) {
        return advice.rivals().reversed();
    }

    private static XYChart overTime(String title) {
        XYChart chart =
                new XYChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title(title)
                        .xAxisTitle("hours")
                        .theme(ChartTheme.Matlab)
                        .build();
        style(chart.getStyler());
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setXAxisMin(0.0);
        return chart;
    }

    private static void style(AxesChartStyler styler) {
        styler.setDecimalPattern("#,##0.##");
        styler.setLocale(Locale.ROOT);
        styler.setAxisTickLabelsFont(TEXT).setAxisTitleFont(TEXT);
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setChartTitleFont(TEXT.deriveFont(Font.BOLD, 22f));
        styler.setLegendFont(TEXT);
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(LegendLayout.Horizontal);
    }

    /** Of some parts each the worst wait, and at least what the axis begins with. */
    private static List<Part> worst(Trial trial) {
        List<Part> course = trial.outcome().course();
        List<Part> worst = new ArrayList<>();
        for (int i = 0; i < course.size(); i += TOGETHER) {
            List<Part> some = course.subList(i, Math.min(course.size(), i + TOGETHER));
            double wait = some.stream().mapToDouble(Part::p99).max().orElse(0);
            worst.add(some.getFirst().withWait(Math.max(LEAST_WAIT, wait)));
        }
        return worst;
    }

    private static XYSeries add(
            XYChart chart, String name, List<Part> course, ToDoubleFunction<Part> figure) {
        double[] hours = course.stream().mapToDouble(part -> part.at() / HOUR).toArray();
        double[] values = course.stream().mapToDouble(figure).toArray();
        XYSeries series = chart.addSeries(name, hours, values);
        series.setMarker(SeriesMarkers.NONE);
        return series;
    }

    private static XYSeries style(XYSeries series, Trial trial) {
        boolean ours = trial.scaler() == Scalers.SLUICE;
        series.setLineColor(COLOURS.getOrDefault(trial.scaler(), LOAD));
        series.setLineStyle(ours ? OURS : OTHERS);
        return series;
    }
}
