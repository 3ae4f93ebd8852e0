package dev.sluice.ops.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.provision.Topology.Attribute;
import dev.sluice.ops.provision.Topology.Index;
import dev.sluice.ops.provision.Topology.Key;
import dev.sluice.ops.provision.Topology.Queue;
import dev.sluice.ops.provision.Topology.Redrive;
import dev.sluice.shared.Settings;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class TopologyTest {
    @TempDir Path repository;

    @BeforeEach
    void pipelines() throws IOException {
        pipeline("shapes", "lease: 90s\nlimits: {attempts: 5}");
        pipeline("words", "");
    }

    @Test
    void rule10_aJobQueueGivesUpAfterTwiceTheAttemptsAndFourAndEventsAfterTen() {
        Topology topology = topology(Map.of());

        assertThat(topology.events().redrive()).map(Redrive::receives).contains(10);
        assertThat(topology.jobs())
                .extracting(queue -> queue.redrive().orElseThrow().receives())
                .containsExactly(2 * 5 + 4, 2 * 3 + 4);
    }

    @Test
    void everyPipelineHasAQueueAndDeadLettersAndTheEventsHaveTheirs() {
        Topology topology = topology(Map.of("SLUICE_QUEUE_PREFIX", "acme"));

        assertThat(topology.events().name()).isEqualTo("acme-events");
        assertThat(topology.jobs())
                .extracting(Queue::name)
                .containsExactly("acme-shapes", "acme-words");
        assertThat(topology.jobs())
                .extracting(queue -> queue.redrive().orElseThrow().deadLetters().name())
                .containsExactly("acme-shapes-dlq", "acme-words-dlq");
        assertThat(topology.events().redrive())
                .map(redrive -> redrive.deadLetters().name())
                .contains("acme-events-dlq");
    }

    @Test
    void rule6_jobsAreKeptTenDaysAndDeadOnesFourteen() {
        assertThat(topology(Map.of()).jobs())
                .allSatisfy(
                        queue -> {
                            assertThat(queue.retention()).isEqualTo(Duration.ofDays(10));
                            assertThat(queue.redrive().orElseThrow().deadLetters().retention())
                                    .isEqualTo(Duration.ofDays(14));
                        });
    }

    @Test
    void aJobIsHiddenForItsPipelinesLease() {
        assertThat(topology(Map.of()).jobs())
                .extracting(Queue::visibility)
                .containsExactly(Duration.ofSeconds(90), Duration.ofSeconds(60));
    }

    @Test
    void resultsHaveABucketOfTheirOwnOnlyWhereOneIsNamed() {
        assertThat(topology(Map.of()).buckets()).containsExactly("uploads");
        assertThat(topology(Map.of("RESULT_BUCKET_NAME", "results")).buckets())
                .containsExactly("uploads", "results");
    }

    @Test
    void theUploadsBucketTellsTheEventsQueue() {
        Topology topology = topology(Map.of("RESULT_BUCKET_NAME", "results"));

        assertThat(topology.notification().bucket()).isEqualTo("uploads");
        assertThat(topology.notification().queue()).isEqualTo(topology.events().name());
    }

    @Test
    void rule4_removalsAreAskedForWhereAPipelineForgets() throws IOException {
        assertThat(topology(Map.of()).notification().events())
                .containsExactly("s3:ObjectCreated:*");

        pipeline("faces", "removed: true");

        assertThat(topology(Map.of()).notification().events())
                .containsExactly("s3:ObjectCreated:*", "s3:ObjectRemoved:*");
    }

    @Test
    void rowsAreFoundByCustomerAndImageAndFailedOnesByTime() {
        Topology.Table table = topology(Map.of()).tables().getFirst();

        assertThat(table.name()).isEqualTo("rows");
        assertThat(table.key())
                .isEqualTo(
                        new Key(new Attribute("customerID", "S"), new Attribute("imageID", "S")));
        assertThat(table.indexes())
                .containsExactly(
                        new Index(
                                "failed",
                                new Key(
                                        new Attribute("failedShard", "S"),
                                        new Attribute("updatedAt", "N"))));
        assertThat(table.expiry()).isEqualTo("expiresAt");
    }

    @Test
    void theFleetsTableIsNamedAfterTheRowsUnlessItHasANameOfItsOwn() {
        Topology.Table fleet = topology(Map.of()).tables().getLast();

        assertThat(fleet.name()).isEqualTo("rowsFleet");
        assertThat(fleet.key())
                .isEqualTo(new Key(new Attribute("fleet", "S"), new Attribute("item", "S")));
        assertThat(fleet.expiry()).isEqualTo("expiresAt");
        assertThat(topology(Map.of("FLEET_TABLE_NAME", "ships")).tables().getLast().name())
                .isEqualTo("ships");
    }

    @Test
    void twoReadingsOfTheSameAreEqual() {
        assertThat(topology(Map.of())).isEqualTo(topology(Map.of()));
    }

    private Topology topology(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>();
        environment.put("S3_BUCKET_NAME", "uploads");
        environment.put("DYNAMODB_TABLE_NAME", "rows");
        environment.put("AWS_REGION", "eu-west-1");
        environment.put("MODEL_PATH", repository.toString());
        environment.putAll(more);
        return Topology.of(Settings.read(environment), Pipelines.read(repository, List.of()));
    }

    private void pipeline(String name, String more) throws IOException {
        Path folder = Files.createDirectories(repository.resolve(name));
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                name: NAME
                match: "{customerID}/NAME/{imageID}.png"
                row: "NAME#{imageID}"
                task: classify
                model: {file: model.onnx, version: "1"}
                output: {name: "{customerID}/NAME-result/{imageID}"}
                MORE
                """
                        .replace("NAME", name)
                        .replace("MORE", more));
    }
}
