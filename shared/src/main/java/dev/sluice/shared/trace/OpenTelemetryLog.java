package dev.sluice.shared.trace;

import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What OpenTelemetry says to {@code java.util.logging}, as lines of our log. */
final class OpenTelemetryLog extends Handler {
    /** Kept, for the JDK forgets loggers that nobody holds, and with them their handlers. */
    private static final Logger SAID = Logger.getLogger("io.opentelemetry");

    private static final SimpleFormatter TEXT = new SimpleFormatter();

    private OpenTelemetryLog() {}

    static synchronized void join() {
        if (SAID.getHandlers().length == 0) {
            SAID.setUseParentHandlers(false);
            SAID.addHandler(new OpenTelemetryLog());
        }
    }

    @Override
    public void publish(LogRecord said) {
        boolean warning = said.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue();
        LoggerFactory.getLogger(String.valueOf(said.getLoggerName()))
                .atLevel(warning ? Level.WARN : Level.DEBUG)
                .log(TEXT.formatMessage(said));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
