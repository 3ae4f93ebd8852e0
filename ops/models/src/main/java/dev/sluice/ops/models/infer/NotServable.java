package dev.sluice.ops.models.infer;

/** A model of which no pipeline can be made; the message says what is missing, in a sentence. */
public final class NotServable extends Exception {
    private static final long serialVersionUID = 1;

    public NotServable(String message) {
        super(message);
    }
}
