package dev.sluice.ops.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ops.cli.shell.Table.Cell;
import dev.sluice.ops.cli.shell.Table.Column;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCellAndNumbersStandRight() {
        Table table = new Table(Column.text("File"), Column.number("ms"));
        table.row("a.jpg", 7);
        table.row("longer.jpg", 1234);

        assertThat(table.lines(false))
                .containsExactly(
                        "File          ms", //
                        "a.jpg          7",
                        "longer.jpg  1234");
    }

    @Test
    void longCellsLoseTheirMiddle() {
        Table table = new Table(Column.text("File", 9));
        table.row("0123456789.jpg");

        assertThat(table.lines(false).getLast()).isEqualTo("0123….jpg").hasSize(9);
    }

    @Test
    void coloursChangeNoWidth() {
        Table table = new Table(Column.text("Status"), Column.text("Finding"));
        table.row(new Cell("failed", Style.BAD), "x");

        assertThat(table.lines(true).getLast()).isEqualTo("\033[31mfailed\033[0m  x");
        assertThat(table.lines(false).getLast()).isEqualTo("failed  x");
    }

    @Test
    void noNameSteersTheTerminal() {
        Table table = new Table(Column.text("File"));
        table.row("a\033[2Jb\n.jpg");

        assertThat(table.lines(true).getLast()).isEqualTo("a?[2Jb?.jpg");
    }

    @Test
    void charactersBeyondTheBasicPlaneCountAsWideAsTheyLook() {
        Table table = new Table(Column.text("File"), Column.text("x"));
        table.row("😀", "y");
        table.row("𝒳", "y");

        assertThat(table.lines(false).subList(1, 3)).containsExactly("😀    y", "𝒳     y");
    }

    @Test
    void aRowHasACellForEachColumn() {
        Table table = new Table(Column.text("File"));
        assertThatThrownBy(() -> table.row("a", "b")).hasMessage("2 cells for 1 columns");
    }
}
