package dev.sluice.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

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

/** Templates without an account: the environment is empty. */
class SynthTest {
    @TempDir private Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int deploy(String... arguments) {
        Console console =
                Console.plain(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        return Sluice.run(new Shell(Map.of(), console, folder), arguments);
    }

    private Path built() throws IOException {
        Path target = Files.createDirectories(folder.resolve("dispatcher/target"));
        return Files.writeString(target.resolve("sluice-dispatcher-aws.zip"), "a ZIP");
    }

    /** With the repository's pipelines, which are not in this folder. */
    private Path fleet(String more) throws IOException {
        return Files.writeString(
                folder.resolve("fleet.yaml"),
                """
                name: fleet
                region: us-east-1
                s3BucketName: some-bucket
                models: %s
                %s
                """
                        .formatted(MainCode.HOME.resolve("worker/pipelines/flakes"), more));
    }

    @Test
    void bothTemplatesAreWrittenAndTheirCostIsSaid() throws IOException {
        built();
        Path file = fleet("pools: {gpu: {instances: [g6.xlarge]}}");
        Path templates = folder.resolve("templates");

        assertThat(deploy("deploy", "--synth", "--config", file + "", "--out", templates + ""))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();

        assertThat(templates.toFile().list())
                .containsExactlyInAnyOrder("fleet-assets.template.json", "fleet.template.json");
        JsonNode fleet =
                new JsonMapper().readTree(templates.resolve("fleet.template.json").toFile());
        assertThat(fleet.path("Resources").size()).isGreaterThan(50);
        assertThat(fleet.at("/Resources/Dispatcher/Properties/Code/S3Key").asText())
                .matches("dispatcher/[0-9a-f]{16}\\.zip");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("a month at rest");
    }

    @Test
    void whatIsWrongWithTheFileIsSaidAllAtOnce() throws IOException {
        built();
        Path file = fleet("pool: {gpu: {instances: [g6.xlarge]}}");

        assertThat(deploy("deploy", "--synth", "--config", file + "", "--out", folder + "/t"))
                .isNotZero();

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("fleet.yaml: pool: is not known; did you mean \"pools\"?")
                .contains("fleet.yaml: pools: is required")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("t")).doesNotExist();
    }

    @Test
    void withoutABuildItSaysHow() throws IOException {
        Path file = fleet("pools: {gpu: {instances: [g6.xlarge]}}");

        assertThat(deploy("deploy", "--synth", "--config", file + "", "--out", folder + "/t"))
                .isEqualTo(3);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("sluice-dispatcher-aws.zip; build it: mvn -Dquick package");
    }
}
