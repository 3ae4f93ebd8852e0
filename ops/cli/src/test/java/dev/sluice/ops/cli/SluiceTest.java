package dev.sluice.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Shell;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What users see of mistakes. Nothing is started: the port of every endpoint is closed. */
class SluiceTest {
    private static final Map<String, String> NOWHERE =
            Map.of(
                    "S3_BUCKET_NAME", "sluice",
                    "DYNAMODB_TABLE_NAME", "CustomerImages",
                    "AWS_REGION", "us-east-1",
                    "AWS_ACCESS_KEY_ID", "local",
                    "AWS_SECRET_ACCESS_KEY", "local",
                    "AWS_ENDPOINT_URL", "http://127.0.0.1:1");

    @TempDir private Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "up",
                "worker",
                "dispatcher",
                "dashboard",
                "api",
                "tokens",
                "provision",
                "submit",
                "status",
                "pause",
                "resume",
                "backfill",
                "redrive",
                "erase",
                "plan",
                "bench",
                "flakes",
                ""
            })
    void helpHasExamples(String command) {
        int code = command.isEmpty() ? run(Map.of(), "--help") : run(Map.of(), command, "--help");

        assertThat(code).isZero();
        assertThat(out()).contains("Usage: ops/sluice", "Examples:", "ops/sluice " + command);
        assertThat(out().lines()).allMatch(line -> line.length() <= 100);
        assertThat(out()).doesNotContain("\033");
        assertThat(err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "domo",
                "demo --pictures",
                "demo --pictures x",
                "demo --pictures 0",
                "demo --dir /nowhere",
                "demo --json /nowhere/out.json",
                "demo --pipeline flaks",
                "up --only s3",
                "up --env-file /nowhere/sluice.env",
                "worker now",
                "submit",
                "submit x.jpg",
                "submit x.jpg --customer acme",
                "submit x.jpg --customer acme --timeout soon",
                "submit . --customer acme --pipeline flaks",
                "status --customer",
                "status --watch 0s",
                "status --watch soon",
                "faces",
                "jobs",
                "models",
                "models canary moderation",
                "models canary moderation 2 --end",
                "models shadow moderation 2 --percent 0",
                "backfill --pipeline flaks",
                "backfill --stale soon",
                "backfill --rate 0",
                "backfill --inventory /nowhere.json",
                "redrive",
                "redrive --reason attempt-exhausted",
                "redrive --since yesterday",
                "redrive --pipeline flaks",
                "erase",
                "erase --customer acme",
                "erase --customer acme/ --yes",
                "pause",
                "pause flaks",
                "resume flakes moderation",
                "tokens",
                "tokens add",
                "tokens add --customer acme --rate 0",
                "tokens rotate",
                "tokens rotate 0a1b2c3d4e --overlap soon",
                "tokens revoke",
                "api --address here",
                "bench ceilings",
                "bench ceiling --against",
                "bench ceiling --against main --pairs 9",
                "bench ceiling --against main --plot x.png",
                "bench ceiling --pairs 12",
                "bench latency --against main",
                "bench --against main"
            })
    void mistakesAreExplainedWithCode2(String command) {
        int code = run(NOWHERE, command.isEmpty() ? new String[0] : command.split(" "));

        assertThat(code).isEqualTo(2);
        assertThat(out()).isEmpty();
        assertThat(err()).isNotBlank().doesNotContain("\tat ", "Exception");
    }

    /** Those that run until they are stopped, and those whose output is a document anyway. */
    private static final Set<String> WITHOUT_FACTS =
            Set.of(
                    "up",
                    "worker",
                    "dispatcher",
                    "dashboard",
                    "api",
                    "metrics",
                    "show",
                    "logs",
                    "completion");

    @Test
    void whateverPrintsFactsCanPrintThemForPrograms() {
        Shell shell =
                new Shell(
                        Map.of(),
                        Console.plain(new PrintStream(out), new PrintStream(err)),
                        folder);
        assertThat(withoutJson(Sluice.commandLine(shell)))
                .containsExactlyInAnyOrderElementsOf(WITHOUT_FACTS);
    }

    private static List<String> withoutJson(CommandLine command) {
        if (command.getSubcommands().isEmpty()) {
            return command.getCommandSpec().findOption("--json") == null
                    ? List.of(command.getCommandName())
                    : List.of();
        }
        return command.getSubcommands().values().stream()
                .flatMap(each -> withoutJson(each).stream())
                .toList();
    }

    @Test
    void aMissingFileIsNamed() {
        assertThat(run(NOWHERE, "submit", "none.jpg", "--customer", "acme")).isEqualTo(2);
        assertThat(err())
                .startsWith("there is no file or folder none.jpg")
                .contains("See `ops/sluice submit --help`.");
    }

    @Test
    void aMistypedPipelineGetsASuggestion() {
        run(NOWHERE, "submit", ".", "--customer", "acme", "--pipeline", "flaks");
        assertThat(err()).contains("there is no pipeline \"flaks\"; did you mean \"flakes\"?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "dispatcher", "provision", "status"})
    void anEnvironmentWithoutABucketIsCode3(String command) {
        assertThat(run(Map.of("AWS_REGION", "us-east-1"), command)).isEqualTo(3);
        assertThat(err()).contains("S3_BUCKET_NAME", "DYNAMODB_TABLE_NAME");
        assertThat(err()).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "provision",
                "status",
                "status --customer acme",
                "backfill",
                "redrive --all",
                "erase --customer acme --yes"
            })
    void anEndpointThatDoesNotAnswerIsCode3(String command) {
        assertThat(run(NOWHERE, command.split(" "))).isEqualTo(3);
        assertThat(err()).contains("127.0.0.1:1").doesNotContain("\tat ");
    }

    @Test
    void anUploadThatDoesNotArriveIsCode3() throws IOException {
        Path picture = Files.writeString(folder.resolve("cat.jpg"), "x");
        assertThat(run(NOWHERE, "submit", picture.toString(), "--customer", "acme")).isEqualTo(3);
        assertThat(out()).isEmpty();
        assertThat(err()).contains("127.0.0.1:1").doesNotContain("\tat ");
    }

    @Test
    void anUnknownSettingIsCode3WithASuggestion() {
        Map<String, String> environment = new HashMap<>(NOWHERE);
        environment.put("SLUICE_PIPELINE", "flakes");
        assertThat(run(environment, "status")).isEqualTo(3);
        assertThat(err()).contains("SLUICE_PIPELINE", "did you mean SLUICE_PIPELINES?");
    }

    /** An error, as opposed to an exception, takes another way out of picocli. */
    @Test
    void aLibraryThatDoesNotLoadIsCode3() {
        OutputStream broken =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        throw new UnsatisfiedLinkError("no opencv_core");
                    }
                };
        Console console =
                Console.plain(
                        new PrintStream(broken, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(Sluice.run(new Shell(Map.of(), console, folder), "--help")).isEqualTo(3);
        assertThat(err()).hasLineCount(1).contains("no opencv_core").doesNotContain("\tat ");
    }

    private int run(Map<String, String> environment, String... arguments) {
        Console console =
                Console.plain(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        return Sluice.run(new Shell(environment, console, folder), arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
