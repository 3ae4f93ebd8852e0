package dev.sluice.ops.models.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class YamlEditTest {
    private static final String YAML =
            """
            # Moderation: 🙂 stays
            name: moderation   # so does this
            model: {file: model.onnx, version: "1", batch: {max: 8, maxDelay: 5ms}}
            limits:
              object: 50MB
              pixels: 40MP # forty
            lease: 60s
            """;

    @Test
    void oneValueChangesAndNothingElse() {
        assertThat(YamlEdit.set(YAML, "model.batch.max", 4))
                .isEqualTo(YAML.replace("max: 8", "max: 4"));
        assertThat(YamlEdit.set(YAML, "limits.pixels", "20MP"))
                .isEqualTo(YAML.replace("40MP", "20MP"));
        assertThat(YamlEdit.set(YAML, "model.version", "2"))
                .isEqualTo(YAML.replace("\"1\"", "\"2\""));
    }

    @Test
    void aMissingKeyIsPutIntoItsMapping() {
        assertThat(YamlEdit.set(YAML, "model.threads", 2))
                .isEqualTo(YAML.replace("5ms}}", "5ms}, threads: 2}"));
        assertThat(YamlEdit.set(YAML, "limits.bytesPerPixel", 6))
                .isEqualTo(YAML.replace("  pixels:", "  bytesPerPixel: 6\n  pixels:"));
        assertThat(YamlEdit.set(YAML, "output.results", "packed"))
                .isEqualTo(YAML.replace("lease:", "output: {results: packed}\nlease:"));
        assertThat(YamlEdit.set("a: {}\n", "a.b", 1)).isEqualTo("a: {b: 1}\n");
    }

    @Test
    void aKeyThroughAValueIsRefused() {
        assertThatThrownBy(() -> YamlEdit.set(YAML, "name.x", 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
