package dev.sluice.ops.fleet;

/** What the user asked for cannot be done; the message says why, and what would do. */
public final class UsageError extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UsageError(String message) {
        super(message);
    }
}
