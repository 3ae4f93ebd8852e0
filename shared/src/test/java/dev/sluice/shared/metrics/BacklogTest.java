package dev.sluice.shared.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.shared.metrics.QueueNumbers.Depth;

import org.junit.jupiter.api.Test;

class BacklogTest {
    @Test
    void itIsWhatWaitsByWhatAllDoTogether() {
        assertThat(Backlog.of(new Depth(900, 64, 100), 50).seconds()).isEqualTo(20);
        assertThat(Backlog.of(new Depth(0, 64, 0), 50).seconds()).isZero();
    }

    @Test
    void whereNobodyWorksItIsASecondAJob() {
        assertThat(Backlog.of(new Depth(7, 0, 0), Backlog.NOBODY).seconds()).isEqualTo(7);
    }

    @Test
    void nothingIsDividedByNothing() {
        assertThatThrownBy(() -> new Backlog(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backlog(1, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
