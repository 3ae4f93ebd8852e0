package dev.sluice.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PipelineChoiceTest {
    private final PipelineChoice choice = new PipelineChoice(ShippedPipelines.all());

    @Test
    void anUnknownNameIsToldWithThoseThatThereAre() {
        assertThatThrownBy(() -> choice.named("flaks"))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("did you mean \"flakes\"?")
                .hasMessageContaining("moderation");
        assertThatThrownBy(() -> choice.named("nothing-like-it"))
                .isInstanceOf(UsageError.class)
                .hasMessageContainingAll("there are ", "flakes", "moderation")
                .hasMessageNotContaining("did you mean");
    }

    @Test
    void plainUploadsAreForFlakes() {
        assertThat(choice.usual().name()).isEqualTo("flakes");
        assertThat(choice.named("moderation").name()).isEqualTo("moderation");
    }
}
