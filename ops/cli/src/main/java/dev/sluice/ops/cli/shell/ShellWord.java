package dev.sluice.ops.cli.shell;

/** A text as one word of a command, in a form that any POSIX shell reads back. */
public final class ShellWord {
    private ShellWord() {}

    /** Whatever the text contains. */
    public static String of(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
