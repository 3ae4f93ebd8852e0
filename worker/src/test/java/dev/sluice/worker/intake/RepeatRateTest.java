package dev.sluice.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepeatRateTest {
    private final RepeatRate rate = new RepeatRate();

    private void receive(int count, boolean repeat) {
        for (int i = 0; i < count; i++) {
            rate.received(repeat);
        }
    }

    @Test
    void rule11_overAFifthOfTheLastTwoHundredReceivesIsAnOutage() {
        receive(160, false);
        receive(40, true);
        assertThat(rate.outage()).isFalse();

        receive(1, true); // pushes a first delivery out
        assertThat(rate.outage()).isTrue();
    }

    @Test
    void rule11_repeatsOfLongAgoAreForgotten() {
        receive(200, true);
        receive(159, false);
        assertThat(rate.outage()).isTrue();

        receive(1, false);
        assertThat(rate.outage()).isFalse();
    }

    @Test
    void rule11_aFewRepeatsAtTheStartAreNoOutage() {
        receive(40, true);
        assertThat(rate.outage()).isFalse();
    }
}
