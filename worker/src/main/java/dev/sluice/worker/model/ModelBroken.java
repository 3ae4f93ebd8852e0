package dev.sluice.worker.model;

/** The model or its device is out of order; no input is to blame, and the worker stops. */
public final class ModelBroken extends RuntimeException {
    private static final long serialVersionUID = 1;

    ModelBroken(Throwable cause) {
        super(cause.getMessage(), cause);
    }

    ModelBroken(String message) {
        super(message);
    }
}
