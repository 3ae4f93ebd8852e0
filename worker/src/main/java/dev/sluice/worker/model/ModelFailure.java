package dev.sluice.worker.model;

/** The model refused this item, although it ran alone; the model itself is in order. */
public sealed class ModelFailure extends Exception permits RunTooLong {
    private static final long serialVersionUID = 1;

    public ModelFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
