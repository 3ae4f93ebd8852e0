package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dispatcher.Sieve.Sorted;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

class SieveTest {
    @TempDir private Path repository;
    private Instant now = Instant.EPOCH;

    private Sieve sieve() throws IOException {
        Path folder = Files.createDirectory(repository.resolve("photos"));
        Files.writeString(folder.resolve("model.onnx"), "stands for a model");
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                name: photos
                match: "{customerID}/photos/{imageID}.{jpg|png}"
                task: classify
                output: {artifacts: [result.jpg, thumbnail.jpg]}
                """);
        return new Sieve(
                Samples.BUCKET, Pipelines.read(repository, List.of()), new LogLimit(() -> now));
    }

    @Test
    void rule21_ofManyUploadsIntoOneWrongFolderOneIsToldAMinuteWithTheNearestPattern()
            throws IOException {
        Sieve sieve = sieve();
        try (LogCapture log = new LogCapture(Sieve.class)) {
            for (int i = 0; i < 100; i++) {
                assertThat(sieve.sort(Samples.event("acme/fotos/" + i + ".jpg", "1", 1)))
                        .isEqualTo(
                                new Sorted.Dropped(new Fate.Ignored("acme/fotos/" + i + ".jpg")));
            }
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN No pipeline takes acme/fotos/0.jpg; ")
                    .contains("{customerID}/photos/{imageID}.{jpg|png}", "\"fotos\"", "\"photos\"");

            now = now.plus(LogLimit.PERIOD);
            sieve.sort(Samples.event("acme/fotos/again.jpg", "1", 1));
            assertThat(log.lines()).hasSize(2);
        }
    }

    @Test
    void ourOwnResultsAndFoldersAreDroppedWithoutAWord() throws IOException {
        Sieve sieve = sieve();
        try (LogCapture log = new LogCapture(Sieve.class)) {
            assertThat(sieve.sort(Samples.removed("acme/fotos/1.jpg", "1", 1)))
                    .isEqualTo(new Sorted.Dropped(new Fate.Removed("acme/fotos/1.jpg")));
            for (String key :
                    List.of(
                            "acme/photos/",
                            "acme/saved-result/a_result.json",
                            "acme/saved-result/a_result.jpg",
                            "acme/saved-result/a_thumbnail.jpg",
                            "acme/saved-result/packs/photos/20260101.jsonl.gz")) {
                assertThat(sieve.sort(Samples.event(key, "1", 1)))
                        .isInstanceOf(Sorted.Dropped.class);
            }
            assertThat(log.lines()).isEmpty();
        }
    }
}
