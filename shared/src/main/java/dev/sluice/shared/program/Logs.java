package dev.sluice.shared.program;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;

import dev.sluice.shared.Settings;

import org.slf4j.LoggerFactory;

import java.net.URL;

/** Which log lines are shown, and how. They go to {@code err}; commands that talk show warnings. */
public final class Logs {
    private Logs() {}

    /** For programs whose log is what they say: our own lines, as chosen. */
    public static void ofProgram(Settings.Log log) {
        String name =
                switch (log.format()) {
                    case TEXT -> "logback.xml";
                    case JSON -> "logback-json.xml";
                };
        URL configuration = Logs.class.getClassLoader().getResource(name);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        context.putProperty("LEVEL", log.level().name());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(configuration);
        } catch (JoranException e) {
            throw new IllegalStateException(name + " is broken", e);
        }
    }
}
