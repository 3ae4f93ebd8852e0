package dev.sluice.ops.bench.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LimitTest {
    private static final Limit.Cores CPU = new Limit.Cores(3, 1, 0.2, 1);
    private static final Stages STAGES = new Stages(40, 10, 20, 30);

    @Test
    void anAcceleratorThatDoesAllItCanIsTheLimitEvenIfTheCoresAreUsedUpToo() {
        assertThat(Limit.of(0.95, 1, CPU, STAGES).by()).isEqualTo(Limit.By.ACCELERATOR);
    }

    @Test
    void usedUpCoresAreTheLimitByWhatTheyAreUsedFor() {
        assertThat(Limit.of(0.3, 0.97, CPU, STAGES).by()).isEqualTo(Limit.By.DECODE);
        assertThat(Limit.of(0.3, 0.97, new Limit.Cores(0.5, 3, 0.2, 1), STAGES).by())
                .isEqualTo(Limit.By.WRITE);
    }

    @Test
    void whereNothingIsUsedUpTheLongestStageHoldsThePermits() {
        assertThat(Limit.of(0.3, 0.5, CPU, STAGES).by()).isEqualTo(Limit.By.FETCH);
        assertThat(Limit.of(0.3, 0.5, CPU, new Stages(4, 10, 20, 30)).by())
                .isEqualTo(Limit.By.WRITE);
        assertThat(Limit.of(0.3, 0.5, CPU, new Stages(4, 10, 50, 30)).by())
                .isEqualTo(Limit.By.ACCELERATOR);
    }

    @Test
    void aStageThatTakesLongDoesNotMatterWhileTheCoresAreUsedUp() {
        Stages slowWrites = new Stages(1, 1, 1, 500);
        assertThat(Limit.of(0.3, 0.97, CPU, slowWrites).by()).isEqualTo(Limit.By.DECODE);
    }
}
