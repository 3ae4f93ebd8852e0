package dev.sluice.ops.cli.shell;

import picocli.CommandLine.Option;

/** {@code --customer}, where one must be named. */
public final class CustomerOption {
    @Option(
            names = "--customer",
            required = true,
            paramLabel = "C",
            description = "Whose: the first part of the keys.")
    private String id = "";

    /** As given: whether there is such a customer nobody has checked. */
    public String id() {
        return id;
    }
}
