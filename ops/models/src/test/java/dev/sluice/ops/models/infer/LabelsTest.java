package dev.sluice.ops.models.infer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabelsTest {
    @Test
    void aPythonDictionaryIsReadByItsKeys() {
        assertThat(Labels.dictionary("{1: 'b', 0: 'a', 2: \"it's\", 3: 'x, 4: y'}"))
                .containsExactly("a", "b", "it's", "x, 4: y");
        assertThat(Labels.dictionary("{0: 'back\\\\slash \\' quote'}"))
                .containsExactly("back\\slash ' quote");
    }

    @Test
    void adictionaryWithGapsIsNone() {
        assertThat(Labels.dictionary("{0: 'a', 2: 'c'}")).isEmpty();
        assertThat(Labels.dictionary("[]")).isEmpty();
        assertThat(Labels.dictionary("")).isEmpty();
    }
}
