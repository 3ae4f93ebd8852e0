package dev.sluice.ops.cli.shell;

/** How text stands out on a terminal (ECMA-48 "select graphic rendition"). */
public enum Style {
    PLAIN(""),
    HEADING("1"),
    FAINT("2"),
    BAD("31"),
    GOOD("32");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    String paint(String text) {
        return this == PLAIN || text.isEmpty() ? text : "\033[" + code + "m" + text + "\033[0m";
    }
}
