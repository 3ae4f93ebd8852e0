package dev.sluice.ops.bench.plot;

import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stacked bars: some parts for each of some columns. */
final class Stack {
    /** More would not fit into one row under a chart. */
    private static final int LEGEND_ROW = 5;

    private final Map<String, Map<String, Double>> columns = new LinkedHashMap<>();

    /** Parts of one column add up if they have the same name. */
    void add(String column, String part, double value) {
        columns.computeIfAbsent(column, name -> new LinkedHashMap<>())
                .merge(part, value, Double::sum);
    }

    boolean isEmpty() {
        return columns.isEmpty();
    }

    /**
     * @param colours of the parts, from the bottom up; a part that no column has is left out
     */
    CategoryChart chart(String title, String unit, Map<String, Color> colours) {
        CategoryChart chart = Look.bars(title, unit);
        chart.getStyler().setStacked(true);
        if (colours.size() > LEGEND_ROW) {
            chart.getStyler()
                    .setLegendPosition(LegendPosition.OutsideE)
                    .setLegendLayout(LegendLayout.Vertical);
        }
        List<String> names = List.copyOf(columns.keySet());
        colours.forEach(
                (part, colour) -> {
                    List<Double> values = values(part);
                    if (values.stream().anyMatch(value -> value > 0)) {
                        CategorySeries series = chart.addSeries(part, names, values);
                        series.setFillColor(colour);
                    }
                });
        Look.values(chart, sums());
        return chart;
    }

    private List<Double> values(String part) {
        return columns.values().stream().map(parts -> parts.getOrDefault(part, 0.0)).toList();
    }

    private List<Double> sums() {
        List<Double> sums = new ArrayList<>();
        columns.values()
                .forEach(
                        parts ->
                                sums.add(
                                        parts.values().stream()
                                                .mapToDouble(Double::doubleValue)
                                                .sum()));
        return sums;
    }
}
