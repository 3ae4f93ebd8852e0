package dev.sluice.ops.cli.shell;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.util.Optional;

/** {@code --customer}, where without it all customers are meant. */
public final class CustomerFilter {
    @Option(names = "--customer", paramLabel = "C", description = "That customer's only.")
    private @Nullable String id;

    public Optional<String> id() {
        return Optional.ofNullable(id);
    }
}
