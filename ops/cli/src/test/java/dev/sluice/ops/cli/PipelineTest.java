package dev.sluice.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Shell;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What users see of {@code pipeline}. */
class PipelineTest {
    private static final Path EXPORTED =
            Path.of(System.getProperty("sluice.home"))
                    .resolve("ops/cli/src/test/resources/exporters");

    @TempDir private Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"pipeline", "pipeline new", "pipeline check", "pipeline tune"})
    void helpHasExamples(String command) {
        assertThat(run((command + " --help").split(" "))).isZero();
        assertThat(out()).contains("Usage: ops/sluice " + command, "Examples:");
        assertThat(out().lines()).allMatch(line -> line.length() <= 100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pipeline",
                "pipeline old",
                "pipeline new",
                "pipeline new --onnx /nowhere/net.onnx",
                "pipeline new --onnx .",
                "pipeline new --onnx EXPORTED/keras/model.onnx --name Upper",
                "pipeline new --onnx EXPORTED/keras/model.onnx --set mean",
                "pipeline new --onnx EXPORTED/keras/model.onnx --set 1=2",
                "pipeline new --onnx EXPORTED/keras/model.onnx --labels /nowhere",
                "pipeline new --onnx EXPORTED/keras/model.onnx --sample /nowhere",
                "pipeline new --onnx EXPORTED/keras/model.onnx --sample EXPORTED/sklearn",
                "pipeline new --onnx EXPORTED/sklearn/model.onnx",
                "pipeline new --onnx EXPORTED/README.md",
                "pipeline check",
                "pipeline check /nowhere",
                "pipeline check EXPORTED",
                "pipeline tune EXPORTED"
            })
    void mistakesAreExplainedWithCode2(String command) {
        int code = run(command.replace("EXPORTED", EXPORTED.toString()).split(" "));
        assertThat(code).isEqualTo(2);
        assertThat(out()).isEmpty();
        assertThat(err()).isNotBlank().doesNotContain("\tat ", "Exception");
    }

    @Test
    void aNewPipelineIsExplainedTriedAndFoundGood() throws IOException {
        int code =
                run(
                        "pipeline",
                        "new",
                        "--onnx",
                        EXPORTED.resolve("keras/model.onnx").toString(),
                        "--sample",
                        EXPORTED.resolve("keras").toString(),
                        "--out",
                        folder.toString(),
                        "--set",
                        "limits.pixels=20MP");
        assertThat(err()).isEmpty();
        assertThat(code).isZero();
        assertThat(out())
                .contains("Keras or TensorFlow")
                .containsPattern("input.scale +0-255 +the graph itself begins with v × 0.003922")
                .containsPattern("input.resize +squash +assumed: ")
                .containsPattern("tall.png +checks 88.8 %")
                .contains("Written: " + folder.resolve("keras"))
                .contains("MODEL_PATH='" + folder + "'");
        assertThat(folder.resolve("keras/pipeline.yaml")).content().contains("pixels: 20MP");
    }

    @Test
    void aPlaceThatIsTakenIsCode3() throws IOException {
        Files.createDirectories(folder.resolve("keras"));
        int code =
                run(
                        "pipeline",
                        "new",
                        "--onnx",
                        EXPORTED.resolve("keras/model.onnx").toString(),
                        "--out",
                        folder.toString());
        assertThat(code).isEqualTo(3);
        assertThat(err()).hasLineCount(1).contains("is there already");
    }

    @Test
    void whatIsWrongWithAPipelineIsCode3() throws IOException {
        Path broken = Files.createDirectories(folder.resolve("broken"));
        Files.writeString(
                broken.resolve("pipeline.yaml"),
                "name: Broken\nmatch: \"{customerID}/x/{imageID}.jpg\"\ntask: clasify\n");
        assertThat(run("pipeline", "check", broken.toString())).isEqualTo(3);
        assertThat(err()).contains("Broken").doesNotContain("\tat ");
    }

    private int run(String... arguments) {
        Console console =
                Console.plain(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        return Sluice.run(new Shell(Map.of(), console, folder), arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
