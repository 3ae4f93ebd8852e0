package dev.sluice.ops.local.optics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Measured indices, linear in between. */
final class Indices {
    static final Indices MEASURED = read("indices.csv");

    private final List<String> columns;
    private final double[][] rows;

    private Indices(List<String> columns, double[][] rows) {
        this.columns = columns;
        this.rows = rows;
    }

    private static Indices read(String resource) {
        try (InputStream in = Objects.requireNonNull(Indices.class.getResourceAsStream(resource))) {
            List<String> lines =
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .toList();
            List<String> columns =
                    new ArrayList<>(
                            List.of(lines.getFirst().toLowerCase(Locale.ROOT).split(",", -1)));
            double[][] rows =
                    lines.stream()
                            .skip(1)
                            .map(
                                    line ->
                                            Arrays.stream(line.split(",", -1))
                                                    .mapToDouble(Double::parseDouble)
                                                    .toArray())
                            .toArray(double[][]::new);
            return new Indices(List.copyOf(columns), rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param name in small letters
     * @throws IllegalArgumentException outside of the table
     */
    Complex at(String name, double nm) {
        int column = columns.indexOf(name + " n");
        return between(rows, nm, column);
    }

    /**
     * @param rows wavelength first, rising
     * @param column of n; that of k follows
     */
    static Complex between(double[][] rows, double nm, int column) {
        for (int i = 1; i < rows.length; i++) {
            double[] from = rows[i - 1];
            double[] to = rows[i];
            if (nm >= from[0] && nm <= to[0]) {
                double part = (nm - from[0]) / (to[0] - from[0]);
                return new Complex(
                        from[column] + part * (to[column] - from[column]),
                        -(from[column + 1] + part * (to[column + 1] - from[column + 1])));
            }
        }
        throw new IllegalArgumentException("No index is known at " + nm + " nm");
    }
}
