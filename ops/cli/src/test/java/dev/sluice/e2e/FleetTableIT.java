package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.job.Row;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Programs that tell how they are, and hear of pauses, in processes of their own. */
final class FleetTableIT {
    private static final byte[] PHOTO = Samples.photo("coffee.png").bytes();
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void aPausedPipelinesJobsWaitUntilItIsResumed() throws Exception {
        Path gate = Files.createTempDirectory("gate").resolve("open");
        Path pipelines = staged(Pipes.classifier(Pipes.repository(), "paused"), gate);
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            Program worker = fleet.worker(Map.of());
            customer.put(customer.id() + "/tiny/in-hand.txt", PHOTO);
            Awaitility.await("a first stage at work")
                    .until(() -> at(customer, "in-hand", Row.Status.PROCESSING, "first"));

            assertThat(command(fleet, "pause", "paused", "--json").path("workers").asInt()).isOne();
            assertThat(command(fleet, "pause", "tiny", "--json").path("workers").asInt()).isOne();
            worker.await("paused pipelines: [paused, tiny-first, tiny-second]");
            fleet.workerHere(); // one that starts obeys, too
            Awaitility.await("receives of a second that were under way")
                    .pollDelay(Duration.ofSeconds(5))
                    .until(() -> true);
            customer.put(customer.key("paused", "photo"), PHOTO);
            customer.put(customer.id() + "/tiny/waits.txt", PHOTO);
            Files.createFile(gate); // what is in hand is finished, and handed over
            Awaitility.await("the first stage's end")
                    .until(() -> at(customer, "in-hand", Row.Status.PENDING, "second"));
            Awaitility.await("several polls of a second, if there were any")
                    .pollDelay(Duration.ofSeconds(5))
                    .until(() -> customer.messages("paused") == 1);
            assertThat(customer.row("paused#photo").flatMap(Row::status))
                    .contains(Row.Status.PENDING);
            assertThat(customer.messages("tiny-first")).isOne();
            assertThat(customer.messages("tiny-second")).isOne();
            assertThat(at(customer, "in-hand", Row.Status.PENDING, "second")).isTrue();
            try (Program status = Program.start(fleet.environment(Map.of()), "status")) {
                assertThat(status.exitCode()).isZero();
                assertThat(status.output())
                        .containsPattern("-paused +1 +0 +0 +paused")
                        .containsPattern("-tiny-first +1 +0 +0 +paused")
                        .containsPattern("-tiny-second +1 +0 +0 +paused");
            }

            assertThat(command(fleet, "resume", "paused", "--json").path("workers").asInt())
                    .isGreaterThan(1);
            assertThat(command(fleet, "resume", "tiny", "--json").path("paused").asBoolean())
                    .isFalse();
            for (String row : List.of("paused#photo", "tiny#in-hand", "tiny#waits")) {
                assertThat(customer.awaitSettled(row).status()).contains(Row.Status.COMPLETED);
            }
        }
    }

    /**
     * Adds a pipeline of two stages.
     *
     * @param gate a file that the first waits for
     */
    private static Path staged(Path repository, Path gate) throws IOException {
        Path folder = Files.createDirectories(repository.resolve("tiny"));
        try (InputStream yaml = FleetTableIT.class.getResourceAsStream("tiny/pipeline.yaml")) {
            Files.write(folder.resolve("pipeline.yaml"), yaml.readAllBytes());
        }
        Pipes.edit(repository, "tiny", "timeout: 60s", "timeout: 10m");
        Files.writeString(
                folder.resolve("first.sh"),
                "#!/bin/sh\nuntil [ -e '%s' ]; do sleep 0.1; done\n".formatted(gate));
        Files.writeString(folder.resolve("second.sh"), "#!/bin/sh\n");
        return repository;
    }

    private static boolean at(Customer customer, String job, Row.Status status, String stage) {
        return customer.row("tiny#" + job)
                .filter(row -> row.status().equals(Optional.of(status)))
                .flatMap(row -> row.text("currentStage"))
                .equals(Optional.of(stage));
    }

    @Test
    void statusShowsWhoWorksWhoHasEndedAndWhoIsLost() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "watched");
        try (Fleet fleet = new Fleet(pipelines)) {
            Program ended = fleet.worker(Map.of());
            Program killed = fleet.worker(Map.of());
            Awaitility.await().until(() -> states(fleet).equals("ready ready "));

            ended.terminate();
            assertThat(ended.exitCode()).isZero();
            assertThat(states(fleet)).contains("ended");

            killed.kill();
            Awaitility.await("30 s of silence").until(() -> states(fleet).contains("lost"));
            assertThat(programs(fleet))
                    .anyMatch(each -> each.path("kind").asText().equals("dispatcher"))
                    .allMatch(each -> each.path("pipelines").path("watched").asText().equals("1"))
                    .allMatch(each -> !each.path("host").asText().isEmpty());
        }
    }

    /** Those of this test's pipeline, the newest first: other tests' may be there, too. */
    private static List<JsonNode> programs(Fleet fleet) throws IOException {
        JsonNode all = command(fleet, "status", "--workers", "--json").path("programs");
        return StreamSupport.stream(all.spliterator(), false)
                .filter(each -> each.path("pipelines").has("watched"))
                .toList();
    }

    /** Of the workers. */
    private static String states(Fleet fleet) throws IOException {
        StringBuilder states = new StringBuilder();
        programs(fleet).stream()
                .filter(each -> each.path("kind").asText().equals("worker"))
                .forEach(each -> states.append(each.path("state").asText()).append(' '));
        return states.toString();
    }

    private static JsonNode command(Fleet fleet, String... command) throws IOException {
        try (Program program = Program.start(fleet.environment(Map.of()), command)) {
            assertThat(program.exitCode()).as(program.output()).isZero();
            return JSON.readTree(program.output());
        }
    }
}
