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

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.trace.JobScope;
import dev.sluice.shared.trace.Tracing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Lines as the shipped configurations write them. */
class LogsTest {
    /** What ends a line somewhere, moves a cursor or turns text around. */
    private static final String UNSAFE =
            "\n\r\u0085\u2028\u2029\u000b\f\u001b\t\u0000\u007f\u009b\u202a\u202b\u202c\u202d\u202e"
                    + "\u2066\u2067\u2068\u2069\u200e\u200f\u061c";

    private static final List<String> FIELDS =
            List.of("job", "customer", "pipeline", "generation", "trace_id", "span_id");

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

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(line("logback-json.xml", text, null));
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
    void jsonSaysWhichJobAndWhichTraceALineIsAboutIfItIs() throws Exception {
        Job job =
                new Job(
                        new Job.Work("cats", "1"),
                        new RowKey("acme", "tom\n", "cats#tom\n"),
                        new ObjectVersion("uploads", "acme/tom.jpg", "e", Optional.empty(), 1),
                        Generation.of(Optional.of("AB"), Instant.EPOCH));
        String header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8";
        JobScope scope = Tracing.job(job, Optional.of(header), Instant.EPOCH, Duration.ZERO);

        JsonNode about = scope.call(() -> json("text"));

        assertThat(about.path("job").asText()).isEqualTo("acme/cats#tom\n");
        assertThat(about.path("customer").asText()).isEqualTo("acme");
        assertThat(about.path("pipeline").asText()).isEqualTo("cats");
        assertThat(about.path("generation").asText()).isEqualTo(job.generation().value());
        assertThat(about.path("trace_id").asText()).isEqualTo("5759e988bd862e3fe1be46a994272793");
        assertThat(about.path("span_id").asText()).isEqualTo("53995c3f42cd8ad8");
        assertThat(FIELDS).noneMatch(json("text")::has);
    }

    @ParameterizedTest
    @ValueSource(strings = {"logback.xml", "logback-json.xml"})
    void aPresignedUrlIsNotRepeated(String configuration) throws Exception {
        String url = "https://b/k?X-Amz-Credential=SECRET&X-Amz-Signature=SECRET";

        assertThat(line(configuration, url, saying(url)))
                .contains("X-Amz-Signature=***")
                .doesNotContain("SECRET");
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
