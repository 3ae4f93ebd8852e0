package dev.sluice.ops.cli.shell;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Option;

import java.util.function.Consumer;

/** {@code --json}: programs get the facts as one line of JSON, where people get a sentence. */
public final class JsonOption {
    private static final JsonMapper JSON = new JsonMapper();

    @Option(names = "--json", description = "Print a line of JSON instead, for programs.")
    private boolean asked;

    public boolean asked() {
        return asked;
    }

    /** Prints whichever is wanted. */
    public void print(Console console, String sentence, Consumer<ObjectNode> facts) {
        if (asked) {
            print(console, facts);
        } else {
            console.print(sentence);
        }
    }

    /** Prints the facts. */
    public void print(Console console, Consumer<ObjectNode> facts) {
        ObjectNode document = JSON.createObjectNode();
        facts.accept(document);
        console.print(document.toString());
    }
}
