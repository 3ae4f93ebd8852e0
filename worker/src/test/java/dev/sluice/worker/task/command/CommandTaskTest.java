package dev.sluice.worker.task.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.worker.task.AttemptFailed;
import dev.sluice.worker.task.FileTask.Folders;
import dev.sluice.worker.task.Finding;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** A process for each job, with real ones. */
class CommandTaskTest {
    @TempDir private Path folder;

    private OneStage shell(String script) throws IOException {
        return OneStage.shell(folder, script);
    }

    private static FailureReason refused(Finding finding) {
        return ((Finding.Refused) finding).why();
    }

    @Test
    void aProgramReadsOneFolderAndLeavesItsFindingInAnother() throws Exception {
        OneStage stage =
                shell(
                        """
                        echo '{"progress": 0.5, "message": "half"}'
                        echo chatter
                        cp "$1/input.txt" "$2/copy.txt"
                        echo '{"headline": "it is done", "words": 3, "more": {"a": 1}}' >"$2/result.json"
                        """);
        Folders folders = stage.folders("hello");

        Finding.Found found = (Finding.Found) stage.run(folders);

        assertThat(folders.output().resolve("copy.txt")).hasContent("hello");
        assertThat(found.result().headline()).isEqualTo("it is done");
        assertThat(found.result().summary()).containsExactly(Map.entry("words", 3));
        assertThat(stage.news).containsExactly(Map.of("progress", 0.5, "message", "half"));
        assertThat(folders.log()).hasContent("chatter");
        JsonNode parameters =
                JsonMapper.builder()
                        .build()
                        .readTree(folders.work().resolve("parameters.json").toFile());
        assertThat(parameters.at("/sluice/ids/customerID").asText()).isEqualTo("acme");
        assertThat(parameters.at("/sluice/metadata/note").asText()).isEqualTo("hello");
    }

    @Test
    void exitCodesSayWhoseFaultItIs() throws Exception {
        OneStage stage =
                new OneStage(
                        folder,
                        """
                        #!/bin/sh
                        read -r code <"$1/input.txt"
                        [ "$code" != 64 ] || echo '{"code": "too-dark", "message": "It is too dark."}' >"$2/failure.json"
                        exit "$code"
                        """,
                        "program: [program], exitCodes: {3: \"no-licence: The licence has run"
                                + " out.\"}",
                        "timeout: 60s");
        assertThat(refused(stage.run(stage.folders("64\n"))))
                .isEqualTo(new FailureReason("too-dark", "It is too dark."));
        assertThat(refused(stage.run(stage.folders("3\n"))).code()).isEqualTo("no-licence");
        assertThat(refused(stage.run(stage.folders("99\n"))))
                .isEqualTo(
                        new FailureReason(
                                "refused",
                                "The file was refused (code 99); the operators can see why in the"
                                        + " log."));
        assertThatThrownBy(() -> stage.run(stage.folders("1\n")))
                .isInstanceOf(AttemptFailed.class)
                .hasMessage("its program ended with exit code 1");
        assertThatThrownBy(() -> stage.run(stage.folders("137\n")))
                .hasMessageContaining("was killed");
    }

    @Test
    void ofMuchOutputTheLastIsKept() throws Exception {
        OneStage stage =
                shell("yes $(head -c 4000 /dev/zero | tr '\\0' x) | head -n 50000; echo end");
        Folders folders = stage.folders("");
        stage.run(folders);

        assertThat(Files.size(folders.log())).isBetween(50_000L, 70_000L);
        assertThat(Files.readString(folders.log()))
                .startsWith("[")
                .contains("earlier lines are not kept]")
                .endsWith("x\nend\n");
    }

    @Test
    void whatAProgramLeavesBehindIsEndedWhereverItWent() throws Exception {
        String mark = "mark-" + UUID.randomUUID();
        OneStage stage =
                shell(
                        """
                        for i in 1 2 3 4 5 6 7 8; do
                            (trap '' TERM HUP; setsid sh -c 'trap "" TERM HUP; while :; do sleep 0.2; done; : %s') &
                        done
                        echo ok
                        """
                                .formatted(mark));
        stage.run(stage.folders(""));

        assertThat(running(mark)).isZero();
    }

    @Test
    void whoeverIsInterruptedEndsItsProgramEvenOneThatIgnoresSigterm() throws Exception {
        String mark = "mark-" + UUID.randomUUID();
        OneStage stage = shell("trap '' TERM; echo begun; while :; do sleep 0.2; done; : " + mark);
        Folders folders = stage.folders("");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread job =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        stage.run(folders);
                                    } catch (Throwable e) {
                                        thrown.set(e);
                                    }
                                });
        Awaitility.await().until(() -> Files.exists(folders.log()));
        job.interrupt();
        job.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(running("begun; while :; do sleep 0.2; done; : " + mark)).isZero();
        assertThat(folders.log()).hasContent("begun");
    }

    @Test
    void aProgramThatTakesTooMuchMemoryIsRefused() throws Exception {
        OneStage stage =
                new OneStage(
                        folder,
                        "#!/bin/sh\n"
                            + "head -c 200000000 /dev/zero | tail -c 199000000 | { sleep 60; cat"
                            + " >/dev/null; }",
                        "program: [program], grace: 200ms",
                        "memory: 50MB");

        assertThat(refused(stage.run(stage.folders(""))).code()).isEqualTo("too-much-memory");
    }

    @Test
    void itsEnvironmentHasNoneOfTheWorkersSecrets() throws Exception {
        OneStage stage =
                new OneStage(
                        folder,
                        "#!/bin/sh\nenv >\"$2/env\"; pwd >\"$2/pwd\"",
                        "program: [program], environment: {MINE: \"yes\"}",
                        "timeout: 60s");
        Folders folders = stage.folders("");
        stage.run(folders);

        assertThat(Files.readAllLines(folders.output().resolve("env")))
                .contains("MINE=yes", "HOME=" + folders.work(), "TMPDIR=" + folders.work())
                .allMatch(line -> !line.startsWith("AWS_") || line.startsWith("AWS_EC2_METADATA"));
        assertThat(folders.output().resolve("pwd")).hasContent(folders.work().toString());
    }

    @Test
    void whatIsWrongWithOptionsIsSaidAtStart() throws Exception {
        OneStage stage =
                new OneStage(
                        folder,
                        "",
                        "program: [no-such-thing], install: apt-get install it, progress: \"a(\","
                                + " exitCodes: {x: y}, process: sometimes",
                        "timeout: 60s");
        assertThat(stage.problems())
                .contains(
                        "\"no-such-thing\" is neither a file in the pipeline's folder nor a"
                                + " program on the PATH; install it: apt-get install it",
                        "progress: is not a regular expression",
                        "exitCodes.x: must be an exit code with a reason",
                        "process: \"sometimes\" must be one of [per-job, long-lived]");
    }

    @Test
    void aClassOfTheWorkerRunsWithItsLibraries() throws Exception {
        OneStage stage =
                new OneStage(
                        folder,
                        "",
                        "program: [\"sluice:" + Told.class.getName() + "\"]",
                        "disk: 1GB");
        Folders folders = stage.folders("");
        stage.run(folders);

        assertThat(folders.output().resolve("told.txt"))
                .hasContent(System.getProperty("java.library.path"));
    }

    /** The class that the test above runs. */
    static final class Told {
        public static void main(String[] args) throws IOException {
            Files.writeString(
                    Path.of(args[1], "told.txt"), System.getProperty("java.library.path"));
        }
    }

    private static long running(String words) {
        return ProcessHandle.allProcesses()
                .filter(each -> commandLine(each).contains(words))
                .filter(each -> !stat(each).contains(") Z "))
                .count();
    }

    private static String commandLine(ProcessHandle process) {
        return read(process, "cmdline");
    }

    private static String stat(ProcessHandle process) {
        return read(process, "stat");
    }

    private static String read(ProcessHandle process, String file) {
        try {
            return new String(
                    Files.readAllBytes(Path.of("/proc/" + process.pid() + "/" + file)),
                    StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
