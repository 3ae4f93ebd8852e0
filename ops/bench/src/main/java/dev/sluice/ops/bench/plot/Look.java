package dev.sluice.ops.bench.plot;

import org.jspecify.annotations.Nullable;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** One look for all plots: white, few lines, Sluice in a colour of its own. */
final class Look {
    static final Color INK = new Color(0x212529);
    static final Color FAINT = new Color(0x6c757d);
    static final Color SLUICE = new Color(0xd9480f);
    static final Color OTHERS = new Color(0xadb5bd);
    static final String FONT = Font.SANS_SERIF;

    private static final Color GRID = new Color(0xe9ecef);
    private static final Font TEXT = new Font(FONT, Font.PLAIN, 12);
    private static final Font BOLD = new Font(FONT, Font.BOLD, 12);
    private static final double BARS = 0.66;

    /** The middle of a category, which is one wide, for XChart's annotations. */
    private static final double HALF = 0.5;

    /** The gap between a bar and the middle of its value, as a share of the highest bar. */
    private static final double ABOVE = 0.045;

    private Look() {}

    /** Bars from zero; the unit stands at the axis. */
    static CategoryChart bars(String title, String unit) {
        CategoryChart chart = new CategoryChartBuilder().title(title).yAxisTitle(unit).build();
        style(chart.getStyler());
        chart.getStyler()
                .setAvailableSpaceFill(BARS)
                .setPlotGridVerticalLinesVisible(false)
                .setXAxisTitleVisible(false)
                .setYAxisMin(0.0);
        return chart;
    }

    static XYChart lines(String title, String across, String unit) {
        XYChart chart =
                new XYChartBuilder().title(title).xAxisTitle(across).yAxisTitle(unit).build();
        style(chart.getStyler());
        chart.getStyler().setMarkerSize(7);
        return chart;
    }

    private static void style(AxesChartStyler styler) {
        styler.setLocale(Locale.ROOT)
                .setAxisTitleFont(TEXT)
                .setAxisTickLabelsFont(TEXT)
                .setAxisTickLabelsColor(INK)
                .setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(new BasicStroke(1))
                .setAxisTicksMarksVisible(false)
                .setAxisTicksLineVisible(false);
        styler.setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setChartFontColor(INK)
                .setChartTitleBoxVisible(false)
                .setChartTitleFont(BOLD.deriveFont(13f))
                .setChartPadding(6)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setLegendBorderColor(Color.WHITE)
                .setLegendFont(TEXT)
                .setAnnotationTextFont(BOLD)
                .setAnnotationTextFontColor(INK);
    }

    /**
     * Writes each bar's (or stack's) value above it, and leaves room for that.
     *
     * @param tops the height of each bar, in the order of the categories
     */
    static void values(CategoryChart chart, List<Double> tops) {
        double highest = tops.isEmpty() ? 0 : Collections.max(tops);
        chart.getStyler().setYAxisMax(highest <= 0 ? 1 : highest * 1.15);
        for (int i = 0; i < tops.size(); i++) {
            double top = tops.get(i);
            chart.addAnnotation(
                    new AnnotationText(number(top), i + HALF, top + highest * ABOVE, false));
        }
    }

    /** Bars of which one, in its colour, is Sluice's; each with its value. */
    static void beside(
            CategoryChart chart, List<String> names, List<Double> values, String sluice) {
        chart.getStyler().setOverlapped(true).setLegendVisible(false);
        chart.addSeries("sluice", names, only(names, values, sluice::equals)).setFillColor(SLUICE);
        chart.addSeries("others", names, only(names, values, name -> !name.equals(sluice)))
                .setFillColor(OTHERS);
        values(chart, values);
    }

    private static List<@Nullable Double> only(
            List<String> names, List<Double> values, Predicate<String> shown) {
        List<@Nullable Double> some = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            some.add(shown.test(names.get(i)) ? values.get(i) : null);
        }
        return some;
    }

    /** Writes a word into each bar, under its top. */
    static void words(CategoryChart chart, List<Double> tops, List<String> words) {
        double highest = tops.isEmpty() ? 0 : Collections.max(tops);
        for (int i = 0; i < tops.size(); i++) {
            chart.addAnnotation(
                    new AnnotationText(
                            words.get(i), i + HALF, tops.get(i) - highest * ABOVE, false));
        }
    }

    /** Three digits that matter; more would pretend. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
