package dev.sluice.shared.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.shared.aws.Prices;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class ScalingBillTest {
    private static final Prices PRICES = Prices.shipped();

    /** Its figures are those of docs/autoscaling.md. */
    @ParameterizedTest
    @CsvSource({"10, 1, 10, 5.05", "10, 4, 10, 9.86", "30, 1, 10, 3.08", "60, 1, 10, 1.59"})
    void itCosts(int seconds, int pipelines, int workers, double dollarsAMonth) {
        assertThat(bill(seconds, pipelines, workers).dollars(PRICES))
                .isCloseTo(dollarsAMonth, within(0.005));
    }

    @Test
    void aFunctionThatWaitsCostsMoreThanAllElse() {
        assertThat(bill(10, 1, 10).lambdaDollars(PRICES, 0.5)).isCloseTo(18.37, within(0.01));
        assertThat(bill(60, 1, 10).lambdaDollars(PRICES, 0.5)).isCloseTo(0.12, within(0.005));
    }

    private static ScalingBill bill(int seconds, int pipelines, int workers) {
        return new ScalingBill(Duration.ofSeconds(seconds), pipelines, workers);
    }
}
