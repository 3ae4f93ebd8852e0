package dev.sluice.ops.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ShippedSamplesTest {
    @TempDir private Path repository;
    private Pipelines pipelines;

    @BeforeEach
    void repository() throws IOException {
        for (String name :
                List.of("detect", "faces", "flakes", "leaves", "match", "moderation", "mine")) {
            Path folder = Files.createDirectory(repository.resolve(name));
            Files.writeString(
                    folder.resolve("pipeline.yaml"),
                    """
                    name: NAME
                    match: "{customerID}/NAME/{imageID}.{jpg|png}"
                    row: "NAME#{imageID}"
                    task: classify
                    model: {file: model.onnx}
                    output: {name: "{customerID}/NAME-result/{imageID}"}
                    """
                            .replace("NAME", name));
        }
        pipelines = Pipelines.read(repository, List.of());
    }

    @Test
    void theUsualOnesAreOfFlakesAndModerationInTurn() {
        assertThat(ShippedSamples.usual(pipelines).take(24))
                .hasSize(24)
                .extracting(picture -> picture.pipeline().name())
                .startsWith("flakes", "moderation", "flakes", "moderation")
                .containsOnly("flakes", "moderation");
    }

    @Test
    void aPipelinesOwnAreAllThatAreShippedForIt() {
        for (String name : List.of("flakes", "moderation", "leaves", "detect", "faces")) {
            ShippedSamples own = ShippedSamples.of(pipeline(name));
            List<Picture> pictures = own.take(own.real());
            assertThat(pictures).as(name).hasSizeGreaterThanOrEqualTo(4);
            assertThat(pictures)
                    .allSatisfy(
                            picture -> {
                                assertThat(picture.pipeline().name()).isEqualTo(name);
                                assertThat(picture.content().get()).hasSizeGreaterThan(1000);
                            });
        }
    }

    @Test
    void moreThanThereAreAreRepeatedUnderOtherNames() {
        assertThat(ShippedSamples.of(pipeline("leaves")).take(13))
                .extracting(Picture::file)
                .doesNotHaveDuplicates()
                .contains("healthy-1.jpg", "healthy-1-2.jpg");
    }

    @Test
    void aPipelineOfSomebodysHasNone() {
        assertThatThrownBy(() -> ShippedSamples.of(pipeline("mine")))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("mine")
                .hasMessageContaining("--dir");
    }

    private Pipeline pipeline(String name) {
        return pipelines.named(name).orElseThrow();
    }
}
