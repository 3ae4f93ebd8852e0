package dev.sluice.shared.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.shared.aws.Prices;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudWatchBillTest {
    private static final Prices PRICES = Prices.shipped();

    /** Its figures are those of docs/metrics.md. */
    @ParameterizedTest
    @CsvSource({"1, 1, 2.40", "1, 4, 3.35", "1, 5, 3.67", "10, 4, 7.30", "100, 4, 46.78"})
    void itCosts(int workers, int pipelines, double dollarsAMonth) {
        assertThat(new CloudWatchBill(workers, pipelines).dollars(PRICES))
                .isCloseTo(dollarsAMonth, within(0.005));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 4", "1, 5", "2, 16", "10, 20", "100, 50", "1000, 100"})
    void itIsLessThanOnePercentOfTheMachines(int workers, int pipelines) {
        assertThat(new CloudWatchBill(workers, pipelines).share(PRICES)).isLessThan(0.01);
    }

    @Test
    void moreWorkersMakeNoMoreMetrics() {
        assertThat(new CloudWatchBill(1, 3).metrics())
                .isEqualTo(new CloudWatchBill(1000, 3).metrics());
    }
}
