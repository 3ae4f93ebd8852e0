package dev.sluice.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Shell;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code plan}, on the files that ship. */
class PlanTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir Path folder;

    private int run(String... arguments) {
        Console console =
                Console.plain(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        return Sluice.run(new Shell(Map.of(), console, MainCode.HOME), arguments);
    }

    private static String shipped(String file) {
        return MainCode.HOME.resolve(file).toString();
    }

    @Test
    void theExamplePrintsWhatItsPageShows() throws IOException {
        Path plot = folder.resolve("plan.png");
        Path json = folder.resolve("plan.json");
        assertThat(
                        run(
                                "plan",
                                "--config",
                                shipped("ops/plan/examples/office.yaml"),
                                "--plot",
                                plot.toString(),
                                "--json",
                                json.toString()))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();

        String page = Files.readString(MainCode.HOME.resolve("docs/plan.md"));
        String printed = out.toString(StandardCharsets.UTF_8);
        assertThat(printed).startsWith("Simulated: ").contains("Nothing of this ran on AWS.");
        assertThat(printed.lines().takeWhile(line -> !line.startsWith("Nothing of this")))
                .allSatisfy(line -> assertThat(page).contains(line));
        assertThat(plot).isNotEmptyFile();
        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        assertThat(figures.path("simulated").asBoolean()).isTrue();
        assertThat(figures.path("recommended").path("type").asText()).isEqualTo("g6.xlarge");
    }

    @Test
    void aFleetsFileSaysHowItsPoolScales() {
        String fleet = shipped("ops/deploy/examples/flakes.yaml");
        assertThat(
                        run(
                                "plan",
                                "--fleet",
                                fleet,
                                "--worker",
                                "g6.xlarge=5",
                                "--jobs-per-day",
                                "1000",
                                "--goal",
                                "5m"))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("boot 160 s, warm-up 160 s");

        assertThat(run("plan", "--fleet", fleet, "--pool", "cpu")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--pool must be one of [gpu]");
    }

    @Test
    void mistakesAreExplainedTogether() {
        assertThat(run("plan", "--worker", "g6.xlrge=20", "--jobs-per-day", "0", "--shape", "wavy"))
                .isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("did you mean \"g6.xlarge\"?", "jobsPerDay", "flat, office, bursts")
                .doesNotContain("\tat ");
        assertThat(run("plan", "--plot", folder.resolve("none/plan.png").toString())).isEqualTo(2);
    }
}
