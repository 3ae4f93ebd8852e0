package dev.sluice.dispatcher;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a Lambda function opens once and keeps between invocations: at the first of them, so that
 * its errors are seen, or before SnapStart takes its picture of the function, so that it is in it.
 */
final class Once<T> {
    private static final Logger log = LoggerFactory.getLogger(Once.class);

    /** What Lambda's environment says of a function that SnapStart takes a picture of. */
    private static final String SNAP_START = "snap-start";

    private final Supplier<T> open;

    /** Guarded by this. */
    private Optional<T> opened = Optional.empty();

    Once(Supplier<T> open) {
        this.open = open;
    }

    /** Opened at once where SnapStart is, for otherwise each restored function would have to. */
    static <T> Once<T> inFunction(Supplier<T> open) {
        return inFunction(open, System.getenv().getOrDefault("AWS_LAMBDA_INITIALIZATION_TYPE", ""));
    }

    static <T> Once<T> inFunction(Supplier<T> open, String initialization) {
        Once<T> once = new Once<>(open);
        if (initialization.equals(SNAP_START)) {
            try {
                once.get();
            } catch (RuntimeException e) { // a role that does not hold yet; the invocation tells
                log.warn("Opened at the first invocation, for now it fails: {}", e.toString());
            }
        }
        return once;
    }

    /**
     * @throws RuntimeException as whoever opens it does; the next call tries again
     */
    synchronized T get() {
        T it = opened.orElseGet(open);
        opened = Optional.of(it);
        return it;
    }
}
