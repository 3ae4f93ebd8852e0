package dev.sluice.shared.config;

/**
 * A program cannot start in this environment: an endpoint, credentials, a port, a queue or a GPU is
 * missing. The message names what, and the remedy; programs print it and exit with 3.
 */
public class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StartFailure(String message) {
        super(message);
    }

    public StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
