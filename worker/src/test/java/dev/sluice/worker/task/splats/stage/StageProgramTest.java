package dev.sluice.worker.task.splats.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

class StageProgramTest {
    @TempDir private Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(StageProgram program, String parameters) throws IOException {
        Path file = Files.writeString(folder.resolve("p.json"), parameters);
        String[] args = {folder.toString(), folder.resolve("out").toString(), file.toString()};
        return StageProgram.main(program, args, new PrintStream(out), new PrintStream(err));
    }

    private JsonNode failure() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("out/failure.json").toFile());
    }

    @Test
    void progressIsALineOfJson() throws IOException {
        int code =
                run(
                        (folders, parameters, progress) -> {
                            progress.at(0.12345, "so \"far\"");
                            progress.at(2, "all", 3.4);
                        },
                        "{}");
        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "{\"progress\":0.123,\"message\":\"so \\\"far\\\"\"}",
                        "{\"progress\":1.0,\"message\":\"all\",\"remainingSeconds\":3}");
    }

    @Test
    void aRefusalIsLeftWithItsReason() throws IOException {
        int code =
                run(
                        (folders, parameters, progress) -> {
                            throw new Refusal("too-few", "Too few; upload more.");
                        },
                        "{}");
        assertThat(code).isEqualTo(64);
        assertThat(failure().path("code").asText()).isEqualTo("too-few");
        assertThat(failure().path("message").asText()).isEqualTo("Too few; upload more.");
    }

    @Test
    void theReasonOfAnEarlierAttemptIsGone() throws IOException {
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/failure.json"), "{}");
        int code =
                run(
                        (folders, parameters, progress) -> {
                            throw new IOException("disk full");
                        },
                        "{}");
        assertThat(code).isEqualTo(1);
        assertThat(folder.resolve("out/failure.json")).doesNotExist();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("disk full");
    }

    @Test
    void allThatIsWrongWithParametersIsToldAtOnce() throws IOException {
        int code =
                run(
                        (folders, parameters, progress) -> {
                            parameters.integer("a", 1, 1, 5);
                            parameters.integer("b", 1, 1, 5);
                            assertThat(parameters.integer("c", 1, 1, 5)).isEqualTo(4);
                            assertThat(parameters.integer("d", 2, 1, 5)).isEqualTo(2);
                            parameters.check();
                        },
                        "{\"a\": 6, \"b\": \"x\", \"c\": \"4\"}");
        assertThat(code).isEqualTo(64);
        assertThat(failure().path("message").asText())
                .isEqualTo(
                        "Of the parameters a is 6, not a whole number from 1 to 5, and b is \"x\","
                                + " not a whole number from 1 to 5.");
    }

    @Test
    void aCallWithoutFoldersIsTold() {
        int code =
                StageProgram.main(
                        (folders, parameters, progress) -> {},
                        new String[0],
                        new PrintStream(out),
                        new PrintStream(err));
        assertThat(code).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("Usage: ");
    }

    /** It knows nothing of what was slow before. */
    @Test
    void theEstimateFollowsTheSpeedOfLate() {
        Estimate estimate = new Estimate(100);
        assertThat(estimate.remaining(0, 0)).isNaN();
        assertThat(estimate.remaining(10, 10)).isEqualTo(90);
        estimate.remaining(20, 30);
        estimate.remaining(30, 50);
        assertThat(estimate.remaining(40, 70)).isEqualTo(120);
    }
}
