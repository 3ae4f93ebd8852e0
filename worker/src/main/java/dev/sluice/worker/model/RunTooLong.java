package dev.sluice.worker.model;

/** The item's run took longer than {@code limits.timeout} allows and was ended. */
public final class RunTooLong extends ModelFailure {
    private static final long serialVersionUID = 1;

    private final boolean alone;

    RunTooLong(boolean alone, Throwable cause) {
        super("a run took longer than limits.timeout", cause);
        this.alone = alone;
    }

    /** Whether the item ran alone; in company it may have been another's fault. */
    public boolean alone() {
        return alone;
    }
}
