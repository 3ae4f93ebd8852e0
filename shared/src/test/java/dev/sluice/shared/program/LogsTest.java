package dev.sluice.shared.program;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** Lines as the shipped configurations write them. */
class LogsTest {
    /** What ends a line somewhere, moves a cursor or turns text around. */
    private static final String UNSAFE =
            "\n\r\u0085\u2028\u2029\u000b\f\u001b\t\u0000\u007f\u009b\u202a\u202b\u202c\u202d\u202e"
                    + "\u2066\u2067\u2068\u2069\u200e\u200f\u061c";

    private static String line(String configuration, String text, Exception thrown)
            throws Exception {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogsTest.class.getClassLoader().getResource(configuration));
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        try {
            return new String(
                    ((OutputStreamAppender<ILoggingEvent>) root.getAppender("err"))
                            .getEncoder()
                            .encode(
                                    new LoggingEvent(
                                            "",
                                            root,
                                            Level.WARN,
                                            "key {}, " + text,
                                            thrown,
                                            new Object[] {text})),
                    UTF_8);
        } finally {
            context.stop();
        }
    }

    private static Exception saying(String text) {
        Exception thrown = new Exception(text, new IllegalStateException(text));
        thrown.addSuppressed(new IllegalArgumentException(text));
        return thrown;
    }

    @ParameterizedTest
    @ValueSource(strings = {"logback.xml", "logback-json.xml"})
    void nothingThatIsLoggedEndsALineOrMovesTheCursor(String configuration) throws Exception {
        for (char unsafe : UNSAFE.toCharArray()) {
            String text = "before" + unsafe + "23:59:59 ERROR forged";
            String line = line(configuration, text, saying(text));

            String all =
                    line.lines() // of the layout's own, a stack trace is several
                            .map(each -> each.replaceFirst("^\t+", ""))
                            .reduce("", String::concat);
            assertThat(all.chars().filter(c -> UNSAFE.indexOf(c) >= 0)).isEmpty();
            assertThat(line.lines()).noneMatch(each -> each.startsWith("23:59:59"));
            assertThat(all.split("forged", -1)).as("message, argument, exceptions").hasSize(6);
        }
    }

    @Test
    void aLineTellsWhichCharacterItWas() throws Exception {
        assertThat(line("logback.xml", "a\nb\u202ec größe 漢字 🦆", null))
                .contains("a\\u000ab\\u202ec größe 漢字 🦆")
                .endsWith(System.lineSeparator());
    }

    @Test
    void jsonStaysJsonAndTellsTheSameText() throws Exception {
        String line = line("logback-json.xml", UNSAFE + "größe 🦆", saying(UNSAFE));

        assertThat(line.strip().lines()).hasSize(1);
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.path("message").asText()).endsWith(UNSAFE + "größe 🦆");
        assertThat(List.of("level", "logger_name", "stack_trace")).allMatch(json::has);
    }
}
