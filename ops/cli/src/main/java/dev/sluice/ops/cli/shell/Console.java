package dev.sluice.ops.cli.shell;

import java.io.PrintStream;
import java.util.Map;

/**
 * The two streams of a command: results go to {@code out}, everything else to {@code err}. Colours
 * are for terminals only.
 *
 * @param outTerminal whether a person looks at {@code out}
 * @param errTerminal whether a person looks at {@code err}
 * @param colour whether terminals get colours
 */
public record Console(
        PrintStream out,
        PrintStream err,
        boolean outTerminal,
        boolean errTerminal,
        boolean colour) {
    /** The launcher names the streams that are terminals, for Java knows of both or none. */
    private static final String TERMINAL = "sluice.terminal";

    /** This process's. No colours with {@code NO_COLOR} (no-color.org) or a dumb terminal. */
    public static Console ofProcess(Map<String, String> environment) {
        String terminals = System.getProperty(TERMINAL, "");
        boolean plain =
                !environment.getOrDefault("NO_COLOR", "").isEmpty()
                        || environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Console(
                System.out,
                System.err,
                terminals.contains("out"),
                terminals.contains("err") && !plain,
                !plain);
    }

    /** Streams into which nobody looks: tests, pipes. */
    public static Console plain(PrintStream out, PrintStream err) {
        return new Console(out, err, false, false, false);
    }

    /** A line of result. */
    public void print(String line) {
        out.println(line);
    }

    /** A table of results. */
    public void print(Table table) {
        table.lines(outTerminal && colour).forEach(this::print);
    }

    /** A line about what is going on. */
    public void say(String line) {
        err.println(line);
    }

    /** A line about what went wrong. */
    public void complain(String line) {
        say(errTerminal && colour ? Style.BAD.paint(line) : line);
    }
}
