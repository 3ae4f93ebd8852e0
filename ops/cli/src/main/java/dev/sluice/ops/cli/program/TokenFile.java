package dev.sluice.ops.cli.program;

import dev.sluice.ops.dashboard.Options;
import dev.sluice.ops.fleet.UsageError;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of {@code name token} lines: who may see the dashboard. Empty lines and # say nothing. */
final class TokenFile {
    private TokenFile() {}

    /**
     * @throws UsageError with everything that is wrong
     */
    static List<Options.Key> read(Path file) {
        List<Options.Key> keys = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split("\\s+", -1);
            if (words.length != 2) {
                problems.add("line %d: write a name, a space and a token".formatted(number));
            } else if (words[1].length() < Options.Key.SHORTEST) {
                problems.add(
                        "line %d: the token of %s has %d characters; %d is the least: openssl rand -hex 20"
                                .formatted(
                                        number, words[0], words[1].length(), Options.Key.SHORTEST));
            } else {
                keys.add(new Options.Key(words[0], words[1]));
            }
        }
        if (keys.isEmpty() && problems.isEmpty()) {
            problems.add("no line has a name and a token");
        }
        if (!problems.isEmpty()) {
            throw new UsageError(file + ": " + String.join("; ", problems));
        }
        return keys;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UsageError("cannot read %s: %s".formatted(file, e));
        }
    }
}
