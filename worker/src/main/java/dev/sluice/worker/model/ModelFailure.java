package dev.sluice.worker.model;

/** The model refused this item, although it ran alone; the model itself is in order. */
public sealed class ModelFailure extends Exception permits RunTooLong {
    private static final long serialVersionUID = 1;

    private final boolean proven;

    /** Of a model that has answered, but not as it should. */
    public ModelFailure(String message, Throwable cause) {
        this(message, cause, true);
    }

    /**
     * @param proven see {@link #proven}
     */
    public ModelFailure(String message, Throwable cause, boolean proven) {
        super(message, cause);
        this.proven = proven;
    }

    /**
     * Whether the model has worked on any real input since it was loaded. Until it has, nobody can
     * say that a failure is the input's fault.
     */
    public boolean proven() {
        return proven;
    }
}
