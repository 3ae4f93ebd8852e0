package dev.sluice.testing;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.time.Duration;

/**
 * How long tests wait for what must happen, on threads and in processes: long enough for a machine
 * ten times slower, since only a test that fails waits so long. It is Awaitility's default.
 */
public final class Patience implements BeforeAllCallback {
    public static final Duration LIMIT = Duration.ofMinutes(5);

    static {
        Awaitility.setDefaultTimeout(LIMIT);
    }

    /** Once for all classes, when the first of them begins. */
    @Override
    public void beforeAll(ExtensionContext context) {}
}
