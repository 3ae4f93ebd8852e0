package dev.sluice.ops.cli.shell;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Locale;

/** Asks the person at the terminal; where there is none, nobody is asked. */
public final class Consent {
    /** As the launcher calls a terminal from which is read; see {@link Console}. */
    private static final String IN = "in";

    private final Console console;
    private final boolean person;
    private final BufferedReader answers;

    Consent(Console console, boolean person, InputStream in) {
        this.console = console;
        this.person = person;
        this.answers = new BufferedReader(new InputStreamReader(in, Charset.defaultCharset()));
    }

    /** Of the person at this process's terminal. */
    public static Consent ofProcess(Console console) {
        boolean person =
                console.errTerminal() && System.getProperty("sluice.terminal", "").contains(IN);
        return new Consent(console, person, System.in);
    }

    /** Whether there is somebody to ask. */
    public boolean canAsk() {
        return person;
    }

    /** Whether to go on: yes where nobody can be asked. */
    public boolean toGoOn() {
        return !person || answer("Go on? [y/N] ").toLowerCase(Locale.ROOT).matches("y|yes");
    }

    /** Whether the person typed this text; no where nobody can be asked. */
    public boolean byTyping(String what, String text) {
        return person && answer("Type %s to go on: ".formatted(what)).equals(text);
    }

    private String answer(String question) {
        console.err().print(question);
        console.err().flush();
        try {
            @Nullable String line = answers.readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the answer", e);
        }
    }
}
