package dev.sluice.shared.config;

import java.util.List;

/** Thrown once, before anything starts, with everything that is wrong. */
public final class InvalidConfiguration extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final List<String> problems;

    public InvalidConfiguration(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence each: where, what, what is allowed. */
    public List<String> problems() {
        return problems;
    }
}
