package dev.sluice.ops.bench;

import dev.sluice.ops.bench.stand.Launcher;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What every benchmark works with.
 *
 * @param launcher starts Sluice's programs in processes of their own
 * @param work an empty folder for logs and pipelines
 */
public record Bench(Launcher launcher, Path home, Path work, Consumer<String> out) {
    /** Says one finding, with numbers in the same form on every machine. */
    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be a dependency more
    public void say(String format, Object... values) {
        out.accept(String.format(Locale.ROOT, format, values));
    }
}
