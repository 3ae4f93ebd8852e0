package dev.sluice.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.shared.Settings;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Connections reach for the permits of all pipelines. */
class ConnectionsTest {
    @TempDir Path folder;

    @BeforeEach
    void twoPipelines() throws IOException {
        pipeline("cats", "");
        pipeline("dogs", "model: {batch: {max: 32}}\n");
    }

    private void pipeline(String name, String more) throws IOException {
        Path pipeline = Files.createDirectories(folder.resolve("pipelines").resolve(name));
        Files.writeString(pipeline.resolve("model.onnx"), "stands for a model");
        Files.writeString(
                pipeline.resolve("pipeline.yaml"),
                """
                name: %1$s
                match: "{customerID}/%1$s/{imageID}.jpg"
                row: "%1$s#{imageID}"
                ids: {imageID: "[a-z0-9]{1,100}"}
                task: classify
                output: {name: "{customerID}/%1$s-result/{imageID}"}
                %2$s\
                """
                        .formatted(name, more));
    }

    private int connections(String tuning) throws IOException {
        Path file = Files.writeString(folder.resolve("sluice.yaml"), "worker: " + tuning);
        Settings settings =
                Settings.read(
                        Map.of(
                                "S3_BUCKET_NAME", "uploads",
                                "DYNAMODB_TABLE_NAME", "Rows",
                                "AWS_REGION", "eu-west-1",
                                "SLUICE_CONFIG", file.toString()));
        Pipelines pipelines = Pipelines.read(folder.resolve("pipelines"), List.of());
        return ClientLoad.of(settings, pipelines).jobs();
    }

    @Test
    void thereAreAsManyAsPermitsUnlessTheOperatorChoosesMore() throws IOException {
        assertThat(connections("{}")).isEqualTo(64 + 192);
        assertThat(connections("{permits: 10}")).isEqualTo(2 * 10);
        assertThat(connections("{connections: 300}")).isEqualTo(300);
        assertThat(connections("{connections: 20, permits: 10}")).isEqualTo(20);
    }

    @Test
    void fewerAreRefusedWithThePermitsOfEachPipeline() {
        assertThat(
                        catchThrowableOfType(
                                        InvalidConfiguration.class,
                                        () -> connections("{connections: 200}"))
                                .problems())
                .containsExactly(
                        "worker.connections: 200 are fewer than the 256 permits of 2 pipelines"
                                + " (cats 64, dogs 192); raise it or set a lower worker.permits");
    }
}
