package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.cli.demo.SplatsVerdict;
import dev.sluice.ops.cli.demo.SplatsVerdict.Verdict;
import dev.sluice.ops.cli.jobs.JobsCommand;
import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Submission;
import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.pipeline.Stages.Stage;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What takes minutes, or whose figures are worth having: run by hand, by {@code ops/cli/drill/run
 * StagesDrill}.
 */
final class StagesDrill {
    private static final Path HOME = Path.of(System.getProperty("sluice.home"));
    private static final List<String> STAGES = List.of("sfm", "train", "compress");
    private static final int HAND_OVERS = 20;

    private static String jobs(Fleet fleet, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        Shell shell =
                new Shell(fleet.environment(Map.of()), Console.plain(print, print), Path.of("."));
        assertThat(JobsCommand.of(shell).execute(words)).isZero();
        return out.toString(StandardCharsets.UTF_8).strip();
    }

    private static Path splats() throws IOException {
        return Pipes.asIs(Pipes.repository(), HOME.resolve("ops/examples/splats"));
    }

    private static void upload(Customer customer, String job) {
        customer.put(
                customer.id() + "/uploaded/" + job + ".zip",
                Samples.splats().getFirst().bytes(),
                Map.of());
    }

    /** At work, and past the fetching of its files. */
    private static void awaitWork(Customer customer, String job, String stage) {
        Awaitility.await(job + " at work on " + stage)
                .pollInterval(Duration.ofMillis(50))
                .timeout(Duration.ofMinutes(30))
                .until(
                        () ->
                                customer.row("splats#" + job)
                                        .filter(row -> at(row, stage))
                                        .isPresent());
    }

    private static boolean at(Row row, String stage) {
        return row.text("currentStage").equals(Optional.of(stage))
                && row.status().equals(Optional.of(Row.Status.PROCESSING))
                && (stage.equals("compress") || !row.map("progress").isEmpty());
    }

    private static Row awaitEnd(Customer customer, String job) {
        Awaitility.await(job)
                .timeout(Duration.ofMinutes(30))
                .until(() -> customer.row("splats#" + job).filter(Row::settled).isPresent());
        return customer.row("splats#" + job).orElseThrow();
    }

    private static void verdict(Fleet fleet, Customer customer, Path pipelines, String job)
            throws Exception {
        Row row = awaitEnd(customer, job);
        DrillReport.line(
                "%s: %s after %d s: %s",
                job,
                row.text("status").orElse(""),
                row.number("elapsedSeconds").orElse(0L),
                row.headline().or(() -> row.text("failureReason")).orElse(""));
        Pipeline pipeline = Pipelines.read(pipelines, List.of()).named("splats").orElseThrow();
        Submission submission =
                new Submission(
                        "drone.zip", pipeline, Map.of("customerID", customer.id(), "jobID", job));
        for (Stage stage : pipeline.stages().all()) {
            String prefix = stage.folder().render(submission.variables()) + "/";
            String own = prefix.substring(customer.id().length() + 1);
            JsonNode manifest =
                    JsonMapper.builder().build().readTree(customer.object(prefix + "_stage.json"));
            List<String> named = new ArrayList<>();
            manifest.path("files").forEach(file -> named.add(prefix + file.path("name").asText()));
            assertThat(customer.keys(own))
                    .as("what its manifest names, and no more, but the log and itself")
                    .filteredOn(key -> !key.endsWith("/_stage.json") && !key.endsWith("/_log.txt"))
                    .containsExactlyInAnyOrderElementsOf(named);
            DrillReport.line(
                    "  %-9s %d files, of run %s",
                    stage.name(),
                    named.size(),
                    manifest.at("/upload/generation").asText().replaceAll(".*\\.", ""));
        }
        Verdict verdict =
                new SplatsVerdict(
                                fleet.aws().s3(),
                                fleet.settings(Map.of()).resultBucket(),
                                HOME.resolve("target/drill").resolve(job))
                        .on(
                                submission,
                                Optional.ofNullable(System.getenv("SPLAT_TRANSFORM"))
                                        .map(Path::of));
        verdict.lines().stream()
                .filter(line -> !line.contains("target"))
                .forEach(line -> DrillReport.line("  %s", line));
        assertThat(verdict.good()).isTrue();
    }

    @Test
    void aWorkerIsKilledInEachStage() throws Exception {
        Path pipelines = splats();
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            upload(customer, "killed");
            for (String stage : STAGES) {
                Program worker = fleet.worker(Map.of());
                awaitWork(customer, "killed", stage);
                worker.kill();
                DrillReport.line("killed -9 in %s", stage);
            }
            fleet.worker(Map.of());
            verdict(fleet, customer, pipelines, "killed");
        }
    }

    @Test
    void aJobIsStoppedAndResumedInEachStage() throws Exception {
        Path pipelines = splats();
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            fleet.worker(Map.of());
            upload(customer, "stopped");
            for (String stage : STAGES) {
                awaitWork(customer, "stopped", stage);
                DrillReport.line("%s", jobs(fleet, "stop", "stopped", "--customer", customer.id()));
                DrillReport.line(
                        "%s", jobs(fleet, "resume", "stopped", "--customer", customer.id()));
            }
            verdict(fleet, customer, pipelines, "stopped");
        }
    }

    /** From the last line of one stage's program to the first of the next one's. */
    @Test
    void aStageHandsOverToTheNext() throws Exception {
        handOver(0);
        handOver(10); // more than are polled at a time
    }

    private static void handOver(int idleBeside) throws Exception {
        Path repository = Pipes.repository();
        for (int i = 0; i < idleBeside; i++) {
            Files.writeString(
                    Files.createDirectories(repository.resolve("idle" + i))
                            .resolve("pipeline.yaml"),
                    """
                    name: idle%1$d
                    match: "{customerID}/idle%1$d/{jobID}.txt"
                    row: "idle%1$d#{jobID}"
                    task: command
                    output: {name: "{customerID}/idle%1$d-result/{jobID}"}
                    options: {program: [ls]}
                    """
                            .formatted(i));
        }
        Path folder = Files.createDirectories(repository.resolve("tiny"));
        try (InputStream yaml = StagesDrill.class.getResourceAsStream("tiny/pipeline.yaml")) {
            Files.write(folder.resolve("pipeline.yaml"), yaml.readAllBytes());
        }
        Files.writeString(folder.resolve("first.sh"), "#!/bin/sh\ndate +%s%3N >\"$2/ended\"\n");
        Files.writeString(
                folder.resolve("second.sh"),
                "#!/bin/sh\ndate +%s%3N >\"$2/began\"\ncp \"$1/first/ended\" \"$2\"\n");
        try (Fleet fleet = new Fleet(repository)) {
            Customer customer = fleet.customer();
            fleet.worker(Map.of());
            List<Long> took = new ArrayList<>();
            for (int i = 0; i < HAND_OVERS; i++) {
                String job = "job-" + i;
                customer.put(
                        customer.id() + "/tiny/" + job + ".txt",
                        "x".getBytes(StandardCharsets.UTF_8),
                        Map.of());
                customer.awaitSettled("tiny#" + job);
                took.add(time(customer, job, "began") - time(customer, job, "ended"));
            }
            took.sort(null);
            DrillReport.line(
                    "hand-over of %d jobs, one after the other, %d other pipelines idle: least %d"
                            + " ms, median %d ms, most %d ms",
                    HAND_OVERS,
                    idleBeside,
                    took.getFirst(),
                    took.get(HAND_OVERS / 2),
                    took.getLast());
        }
    }

    private static long time(Customer customer, String job, String file) {
        byte[] bytes = customer.object(customer.id() + "/tiny-second/" + job + "/" + file);
        return Long.parseLong(new String(bytes, StandardCharsets.UTF_8).strip());
    }
}
