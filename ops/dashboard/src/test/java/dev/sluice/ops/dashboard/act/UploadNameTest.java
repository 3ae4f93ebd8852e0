package dev.sluice.ops.dashboard.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class UploadNameTest {
    @TempDir private Path folder;

    private Pipeline pipeline(String match, String row) throws IOException {
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                name: made
                match: "%s"
                row: "%s"
                task: made
                model: {file: model.onnx, version: "1"}
                limits: {object: 1MB}
                ids: {customerID: "[a-z]{3,9}"}
                output: {name: "{customerID}/made-result/x"}
                """
                        .formatted(match, row));
        return Pipelines.read(folder, List.of()).all().getFirst();
    }

    private static String key(Pipeline pipeline, String file, Map<String, String> ids) {
        return UploadName.of("acme", file, pipeline, ids).key();
    }

    @Test
    void aFileKeepsItsNameInACollection() throws IOException {
        Pipeline made =
                pipeline(
                        "{customerID}/collections/{collectionID}/{imageKey}",
                        "made#{collectionID}/{imageKey}");

        assertThat(UploadName.asked(made)).containsExactly("collectionID");
        assertThat(key(made, "Ada L.png", Map.of("collectionID", "staff")))
                .isEqualTo("acme/collections/staff/Ada L.png");
        assertThatThrownBy(() -> key(made, "ada.png", Map.of()))
                .isInstanceOf(UsageError.class)
                .hasMessage("Say which collectionID.");
        assertThatThrownBy(() -> key(made, "ada.png", Map.of("collectionID", "a/b")))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("slash");
    }

    @Test
    void anIdThatBreaksItsRuleIsRefusedWithTheRule() throws IOException {
        Pipeline made =
                pipeline(
                        "{customerID}/collections/{collectionID}/{imageKey}",
                        "made#{collectionID}/{imageKey}");

        assertThatThrownBy(() -> UploadName.of("A", "x.png", made, Map.of("collectionID", "staff")))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("must match");
    }

    @Test
    void aFileThatNoAlternativeFitsIsRefused() throws IOException {
        Pipeline made = pipeline("{customerID}/made/{jobID}.{zip|tar}", "made#{jobID}");

        assertThat(key(made, "photos.ZIP", Map.of("jobID", "one"))).isEqualTo("acme/made/one.zip");
        assertThatThrownBy(() -> key(made, "photos.rar", Map.of("jobID", "one")))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("takes tar, zip");
    }
}
