package dev.sluice.ops.cli.shell;

import java.util.ArrayList;
import java.util.List;

/** Text in columns, as wide as their widest cell. */
public final class Table {
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    public Table(Column... columns) {
        this.columns = List.of(columns);
    }

    /**
     * How a column looks.
     *
     * @param right whether cells stand at its right edge, as numbers do
     * @param most width of a cell in a terminal's columns; longer ones are cut in the middle
     */
    public record Column(String title, boolean right, int most) {
        public static Column text(String title, int most) {
            return new Column(title, false, most);
        }

        public static Column text(String title) {
            return text(title, Integer.MAX_VALUE);
        }

        public static Column number(String title) {
            return new Column(title, true, Integer.MAX_VALUE);
        }
    }

    /** One cell. Control characters, which could steer the terminal, become question marks. */
    public record Cell(String text, Style style) {
        public Cell {
            text = text.replaceAll("\\p{Cntrl}", "?");
        }

        public static Cell of(Object content) {
            return content instanceof Cell cell
                    ? cell
                    : new Cell(String.valueOf(content), Style.PLAIN);
        }
    }

    /**
     * Adds a row.
     *
     * @param cells one for each column: {@link Cell}s, or anything that has a text
     */
    public void row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells for " + columns.size() + " columns");
        }
        List<Cell> row = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            Cell cell = Cell.of(cells[i]);
            row.add(new Cell(Width.shorten(cell.text, columns.get(i).most), cell.style));
        }
        rows.add(row);
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The heading and the rows. */
    public List<String> lines(boolean colour) {
        List<List<Cell>> all = new ArrayList<>();
        all.add(columns.stream().map(column -> new Cell(column.title, Style.HEADING)).toList());
        all.addAll(rows);
        int[] widths = new int[columns.size()];
        for (List<Cell> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Width.of(row.get(i).text));
            }
        }
        return all.stream().map(row -> line(row, widths, colour)).toList();
    }

    private String line(List<Cell> row, int[] widths, boolean colour) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            Cell cell = row.get(i);
            String text = colour ? cell.style.paint(cell.text) : cell.text;
            String space = " ".repeat(widths[i] - Width.of(cell.text));
            line.append(i == 0 ? "" : GAP)
                    .append(columns.get(i).right ? space + text : text + space);
        }
        return line.toString().stripTrailing();
    }
}
