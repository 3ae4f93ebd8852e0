package dev.sluice.ops.cli.shell;

import dev.sluice.ops.fleet.UsageError;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A file of {@code export NAME='value'} lines for a shell. It appears whole, and is there only
 * while what it names can be used.
 */
public final class EnvFile {
    private static final Predicate<String> LINE =
            Pattern.compile("export [A-Z0-9_]+='.*'").asMatchPredicate();

    private final Path file;

    /**
     * Writes nothing yet.
     *
     * @throws UsageError if it could not be written, or holds something else
     */
    public EnvFile(Path file) {
        this.file = file.toAbsolutePath();
        Path folder = this.file.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UsageError("--env-file: there is no folder " + folder);
        }
        if (Files.isDirectory(this.file)) {
            throw new UsageError("--env-file: " + file + " is a folder");
        }
        if (!Files.isWritable(folder)) {
            throw new UsageError("--env-file: cannot write to " + folder);
        }
        if (!isOurs()) {
            throw new UsageError("--env-file: " + file + " holds something else; choose another");
        }
    }

    /** Removes what a killed run left there, for it would say that all is ready. */
    public EnvFile fresh() {
        remove();
        return this;
    }

    private boolean isOurs() {
        try {
            return !Files.exists(file) || Files.readAllLines(file).stream().allMatch(LINE);
        } catch (IOException e) { // no text, or not for us to read
            return false;
        }
    }

    /** In a form that any POSIX shell reads back, whatever the values contain. */
    public static List<String> lines(Map<String, String> environment) {
        return environment.entrySet().stream()
                .map(
                        entry ->
                                "export %s=%s"
                                        .formatted(entry.getKey(), ShellWord.of(entry.getValue())))
                .toList();
    }

    /** Others may not read it, for it holds keys. */
    public void write(Map<String, String> environment) {
        try {
            Path folder = file.resolveSibling(".");
            // Readable by its owner alone from the beginning.
            Path whole = Files.createTempFile(folder, ".sluice-env", "");
            try {
                Files.write(whole, lines(environment));
                Files.move(
                        whole,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(whole);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Nothing is left. */
    public void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + file, e);
        }
    }
}
