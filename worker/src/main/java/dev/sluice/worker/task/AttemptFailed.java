package dev.sluice.worker.task;

/** A task broke off, and another attempt may do better. */
public final class AttemptFailed extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * @param why a line for people, which may follow a colon
     */
    public AttemptFailed(String why) {
        super(why);
    }
}
