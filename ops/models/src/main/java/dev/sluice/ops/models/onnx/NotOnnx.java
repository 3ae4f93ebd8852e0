package dev.sluice.ops.models.onnx;

/** A file that is no ONNX model; the message says what it is, and what to do. */
public final class NotOnnx extends Exception {
    private static final long serialVersionUID = 1;

    NotOnnx(String message) {
        super(message);
    }
}
