package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.RowKey;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Programs that do what none should, one after the other: each is held, and the next job runs. */
final class ContainedIT {
    private static final Path EXAMPLES =
            Path.of(System.getProperty("sluice.home"), "ops", "examples");

    private final String mark = "mark-" + UUID.randomUUID();
    private final Path runs;

    ContainedIT() throws IOException {
        runs = Files.createTempFile("runs", ".txt");
    }

    private Path repository() throws IOException {
        Path repository = Pipes.repository();
        wild(repository, "wild", text -> text);
        wild(
                repository,
                "brief",
                text ->
                        text.replace("wild", "brief")
                                .replace("brief.sh", "wild.sh")
                                .replace("timeout: 10m, attempts: 2, disk", "timeout: 2s, disk"));
        return Pipes.asIs(repository, EXAMPLES.resolve("words"));
    }

    private void wild(
            Path repository, String name, java.util.function.UnaryOperator<String> changed)
            throws IOException {
        Path folder = Files.createDirectories(repository.resolve(name));
        for (String file : List.of("pipeline.yaml", "wild.sh", "after.sh")) {
            try (InputStream in = ContainedIT.class.getResourceAsStream("wild/" + file)) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                Files.writeString(
                        folder.resolve(file),
                        (file.endsWith(".yaml") ? changed.apply(text) : text)
                                .replace("RUNS", runs.toString())
                                .replace("MARKED", mark));
            }
        }
    }

    private static void upload(Customer customer, String pipeline, String job, String text) {
        customer.put(
                customer.id() + "/" + pipeline + "/" + job + ".txt",
                (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void failed(Customer customer, String rowID, String reason, String status) {
        Row row = customer.awaitSettled(rowID);
        assertThat(row.text("failureReason").orElse("")).startsWith(reason);
        assertThat(row.text("status")).contains(status);
    }

    private static void completed(Customer customer, String rowID, String headline) {
        Row row = customer.awaitSettled(rowID);
        assertThat(row.text("failureReason")).isEmpty();
        assertThat(row.headline()).contains(headline);
    }

    private long left() {
        return ProcessHandle.allProcesses()
                .filter(each -> environment(each).contains(mark))
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

    /** A message as the stage before, or the dispatcher, would send it once more. */
    private static void sendAgain(Fleet fleet, Customer customer, String job, String stage) {
        Row row = customer.row("wild#" + job).orElseThrow();
        Job message =
                new Job(
                                new Job.Work("wild", row.text("modelVersion").orElse("")),
                                new RowKey(customer.id(), job, row.rowID()),
                                new ObjectVersion(
                                        fleet.settings(java.util.Map.of()).bucket(),
                                        row.text("s3Key").orElseThrow(),
                                        row.text("eTag").orElseThrow(),
                                        row.text("versionId"),
                                        row.number("imageSize").orElse(0L)),
                                row.generation().orElseThrow())
                        .at(stage);
        String url = fleet.queueUrl("wild-" + stage);
        fleet.aws()
                .settling()
                .sendMessage(send -> send.queueUrl(url).messageBody(JobCodec.write(message)));
    }

    @Test
    void rule24_whateverAProgramDoesIsHeldAndTheNextJobRuns() throws Exception {
        try (Fleet fleet = new Fleet(repository())) {
            Customer customer = fleet.customer();
            fleet.workerHere();
            for (String job : List.of("loud", "forks", "full", "hungry", "links", "plain")) {
                upload(customer, "wild", job, job);
            }
            upload(customer, "brief", "endless", "endless");
            upload(customer, "words", "three", "one two three");
            upload(customer, "words", "none", "");

            failed(customer, "wild#full", "too-much-disk: ", "FAILED");
            failed(customer, "wild#hungry", "too-much-memory: ", "FAILED");
            failed(customer, "brief#endless", "timeout: ", "TIMED_OUT");
            failed(customer, "words#none", "no-words: There are no words", "FAILED");
            completed(customer, "words#three", "3 words");
            for (String job : List.of("loud", "forks", "links", "plain")) {
                completed(customer, "wild#" + job, job);
            }
            assertThat(customer.object(customer.id() + "/wild-first/loud/_log.txt"))
                    .hasSizeLessThan(70_000);
            assertThat(customer.keys("wild-first/links/"))
                    .as("neither a link nor a pipe is stored")
                    .noneMatch(key -> key.endsWith("/link") || key.endsWith("/pipe"));
            Awaitility.await("nothing of them to be left").until(() -> left() == 0);

            for (int i = 0; i < 3; i++) {
                sendAgain(fleet, customer, "plain", "first");
                sendAgain(fleet, customer, "plain", "second");
            }
            upload(customer, "wild", "last", "last");
            completed(customer, "wild#last", "last");
            customer.awaitQueuesEmpty("wild-first");
            customer.awaitQueuesEmpty("wild-second");
            assertThat(Files.readAllLines(runs))
                    .as("a message that comes again has no effect")
                    .filteredOn(line -> line.endsWith("plain"))
                    .containsExactly("first plain", "second plain");
            completed(customer, "wild#plain", "plain");
        }
    }
}
