package dev.sluice.dispatcher;

import org.jspecify.annotations.Nullable;

/** A message that is no S3 event in any of the forms we know. */
final class NotAnEvent extends Exception {
    private static final long serialVersionUID = 1;

    NotAnEvent(String message) {
        this(message, null);
    }

    NotAnEvent(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
