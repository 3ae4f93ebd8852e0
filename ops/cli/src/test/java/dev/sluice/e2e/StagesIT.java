package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.cli.jobs.JobsCommand;
import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.job.Row;
import dev.sluice.worker.WorkerProcess;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Long jobs in two stages of tiny programs, and what happens to them on the way. */
final class StagesIT {
    private static Path tiny() throws IOException {
        Path repository = Pipes.repository();
        Path folder = Files.createDirectories(repository.resolve("tiny"));
        for (String name : List.of("pipeline.yaml", "first.sh", "second.sh")) {
            try (InputStream file = StagesIT.class.getResourceAsStream("tiny/" + name)) {
                Files.write(folder.resolve(name), file.readAllBytes());
            }
        }
        return repository;
    }

    private static void upload(Customer customer, String job, String text) {
        upload(customer, job, text, Map.of());
    }

    private static void upload(
            Customer customer, String job, String text, Map<String, String> metadata) {
        customer.put(
                customer.id() + "/tiny/" + job + ".txt",
                (text + "\n").getBytes(StandardCharsets.UTF_8),
                metadata);
    }

    private static String text(Customer customer, String key) {
        return new String(customer.object(customer.id() + "/" + key), StandardCharsets.UTF_8);
    }

    private static void awaitStage(Customer customer, String job, String stage) {
        Awaitility.await(job + " at " + stage)
                .until(() -> customer.row("tiny#" + job).filter(row -> at(row, stage)).isPresent());
    }

    private static boolean at(Row row, String stage) {
        return row.status().equals(java.util.Optional.of(Row.Status.PROCESSING))
                && row.text("currentStage").equals(java.util.Optional.of(stage));
    }

    /** What one command prints, and how it ends. */
    private record Said(int exitCode, String text) {}

    private static Said jobs(Fleet fleet, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        Shell shell =
                new Shell(fleet.environment(Map.of()), Console.plain(print, print), Path.of("."));
        int exitCode = JobsCommand.of(shell).execute(words);
        return new Said(exitCode, out.toString(StandardCharsets.UTF_8));
    }

    /** Processes that have a variable in their environment, wherever they went. */
    private static long processes(String variable) {
        return ProcessHandle.allProcesses()
                .filter(each -> environment(each).contains(variable))
                .count();
    }

    private static String environment(ProcessHandle process) {
        try {
            return Files.readString(
                    Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static Row awaitFailed(Customer customer, String job, String reason) {
        Row row = customer.awaitSettled("tiny#" + job);
        assertThat(row.status()).contains(Row.Status.FAILED);
        assertThat(row.text("failureReason").orElseThrow()).startsWith(reason);
        return row;
    }

    @Test
    void rule24_aStageHasOneEffectWhateverHappensToItsWorker() throws Exception {
        String mark = UUID.randomUUID().toString();
        Path pipelines = tiny();
        Pipes.edit(pipelines, "tiny", "OF_ITS_OWN: \"yes\"", "OF_ITS_OWN: \"" + mark + "\"");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            Program worker = fleet.worker(Map.of("SECRET_OF_THE_WORKER", "hush"));
            upload(customer, "killed", "again 80");
            awaitKey(customer, "tiny-first/killed/_checkpoint.zip");
            worker.kill();
            Program second = fleet.worker(Map.of());
            awaitStage(customer, "killed", "second");
            second.kill(); // and at its second stage once more
            WorkerProcess here = fleet.workerHere();
            assertThat(here).isNotNull();
            upload(customer, "plain", "hello 3");
            upload(customer, "refused", "refused 1");
            upload(customer, "broken", "broken 1");
            upload(customer, "full", "full 1");
            upload(customer, "stopped", "later 60");
            upload(customer, "early", "early 60");
            awaitKey(customer, "tiny-first/early/_checkpoint.zip");
            assertThat(jobs(fleet, "stop", "early", "--customer", customer.id()).exitCode())
                    .isZero();
            awaitFailed(customer, "early", "stopped: ");
            assertThat(jobs(fleet, "resume", "early", "--customer", customer.id()).text())
                    .contains("early goes on at first");

            awaitStage(customer, "stopped", "second");
            assertThat(jobs(fleet, "stop", "stopped", "--customer", customer.id()).exitCode())
                    .isZero();
            Row stopped = awaitFailed(customer, "stopped", "stopped: ");
            assertThat(stopped.text("status")).contains("ABORTED");
            Said resumed = jobs(fleet, "resume", "stopped", "--customer", customer.id());
            assertThat(resumed.text()).contains("stopped goes on at second");
            upload(customer, "stubborn", "stubborn 6000"); // until its time is out
            awaitStage(customer, "stubborn", "first");
            assertThat(jobs(fleet, "stop", "stubborn", "--customer", customer.id()).exitCode())
                    .isZero();

            plain(customer, customer.awaitSettled("tiny#plain"), mark);
            awaitFailed(customer, "refused", "no-good: There is nothing good in it");
            awaitFailed(customer, "full", "too-much-disk: ");
            assertThat(awaitFailed(customer, "broken", "attempts-exhausted: ").text("status"))
                    .contains("FAILED");
            Said followed = jobs(fleet, "follow", "stopped", "--customer", customer.id());
            assertThat(followed.text()).contains("SUCCEEDED");
            assertThat(followed.exitCode()).isZero();
            assertThat(generation(customer, "tiny-first/stopped")).endsWith(".0000");
            assertThat(generation(customer, "tiny-second/stopped")).endsWith(".0001");

            for (String job : List.of("killed", "early")) {
                assertThat(customer.awaitSettled("tiny#" + job).status())
                        .contains(Row.Status.COMPLETED);
                assertThat(
                                jobs(
                                                fleet,
                                                "logs",
                                                job,
                                                "--stage",
                                                "first",
                                                "--customer",
                                                customer.id())
                                        .text())
                        .contains("begins at ")
                        .doesNotContain("begins at 0");
            }
            assertThat(customer.keys("tiny-first/killed/"))
                    .extracting(key -> key.substring(key.indexOf("killed/")))
                    .containsExactlyInAnyOrder(
                            "killed/_log.txt",
                            "killed/_stage.json",
                            "killed/copy.txt",
                            "killed/deep/er/environment.txt");
            Awaitility.await("what ignores SIGTERM and leaves its session is gone, too")
                    .until(() -> processes(mark) == 0);
            customer.awaitQueuesEmpty("tiny-first");
            customer.awaitQueuesEmpty("tiny-second");
        }
    }

    private static void plain(Customer customer, Row row, String mark) {
        assertThat(row.status()).contains(Row.Status.COMPLETED);
        assertThat(row.text("status")).contains("SUCCEEDED");
        assertThat(row.text("jobId")).contains("plain");
        assertThat(row.text("headline")).contains("hello, loudly");
        assertThat(row.number("startTime")).isPresent();
        assertThat(row.number("elapsedSeconds")).isPresent();
        assertThat(text(customer, "tiny-second/plain/loud.txt")).isEqualTo("HELLO 3\n");
        assertThat(text(customer, "tiny-first/plain/deep/er/environment.txt"))
                .contains("OF_ITS_OWN=" + mark, "AWS_EC2_METADATA_DISABLED=true")
                .doesNotContain("SECRET", "AWS_ACCESS", "ENDPOINT");
        assertThat(text(customer, "tiny-first/plain/_log.txt")).isEqualTo("begins at 0\n");
        JsonNode document = customer.result(row);
        assertThat(document.at("/pipeline").asText()).isEqualTo("tiny");
        assertThat(document.at("/stages/0/stage").asText()).isEqualTo("first");
        assertThat(document.at("/stages/1/result/steps").asInt()).isEqualTo(3);
    }

    private static void awaitKey(Customer customer, String key) {
        Awaitility.await(key).until(() -> !customer.keys(key).isEmpty());
    }

    private static String generation(Customer customer, String folder) throws IOException {
        return JsonMapper.builder()
                .build()
                .readTree(text(customer, folder + "/_stage.json"))
                .at("/upload/generation")
                .asText();
    }
}
