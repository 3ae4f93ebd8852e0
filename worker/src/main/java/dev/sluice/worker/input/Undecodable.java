package dev.sluice.worker.input;

import dev.sluice.shared.job.FailureReason;

/** An upload that will never be what its pipeline reads. */
public final class Undecodable extends Exception {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // never leaves this process
    private final FailureReason reason;

    /**
     * @param code of a {@link FailureReason}
     * @param sentence that a customer understands
     */
    public Undecodable(String code, String sentence) {
        super(code + ": " + sentence);
        this.reason = new FailureReason(code, sentence);
    }

    public FailureReason reason() {
        return reason;
    }
}
