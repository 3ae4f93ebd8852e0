package dev.sluice.worker.task.splats.stage;

/** What no further attempt would change: the upload's fault, or a program that is not there. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final String code;

    /**
     * @param code lower-case words with hyphens
     * @param message that a customer understands: what is wrong, the limit, the remedy
     */
    public Refusal(String code, String message) {
        super(message);
        this.code = code;
    }

    public String code() {
        return code;
    }

    /** For a customer. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
