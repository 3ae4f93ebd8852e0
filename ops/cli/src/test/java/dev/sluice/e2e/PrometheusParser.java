package dev.sluice.e2e;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Prometheus' own parser of what programs expose: PyPI's {@code prometheus-client}, for on Maven
 * Central no parser is maintained. Where Python has it not, its tests are skipped.
 */
final class PrometheusParser {
    private static final String PARSE =
            """
            import sys
            from prometheus_client import parser
            from prometheus_client.openmetrics import parser as openmetrics
            text = open(sys.argv[2]).read()
            parse = openmetrics if sys.argv[1] == "openmetrics" else parser
            for family in parse.text_string_to_metric_families(text):
                if family.samples:
                    print(family.name)
            """;

    private PrometheusParser() {}

    /** What Prometheus scrapes by default in version 2. */
    static Set<String> families(String text) {
        return parse("text", text);
    }

    /** What version 3 asks for first; stricter. */
    static Set<String> openMetricsFamilies(String text) {
        return parse("openmetrics", text);
    }

    /**
     * Names of all families that have samples.
     *
     * @throws AssertionError if it does not parse
     */
    private static Set<String> parse(String form, String text) {
        try {
            Process there = python("-c", "import prometheus_client");
            Assumptions.assumeTrue(
                    there.waitFor() == 0,
                    "python3 has no prometheus_client: pip install prometheus-client");
            Path file = Files.writeString(Files.createTempFile("metrics", ".txt"), text);
            Process parser = python("-c", PARSE, form, file.toString());
            String output =
                    new String(parser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!parser.waitFor(5, TimeUnit.MINUTES) || parser.exitValue() != 0) {
                throw new AssertionError("Prometheus cannot parse this: " + output + text);
            }
            return new TreeSet<>(Arrays.asList(output.split("\n")));
        } catch (IOException e) {
            return Assumptions.abort("there is no python3: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Process python(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
