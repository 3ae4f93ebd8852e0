package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.time.LocalDate;
import java.util.Map;

class PricesTest {
    private static Prices prices(Map<String, Double> perMillion) {
        return new Prices("2026-11-21", "here", perMillion, Map.of());
    }

    @Test
    void theShippedListIsDatedAndHasAPriceForEveryCallOfAJob() {
        Prices prices = Prices.shipped();

        assertThat(LocalDate.parse(prices.date())).isAfter(LocalDate.of(2026, 1, 1));
        assertThat(prices.region()).isEqualTo("us-east-1");
        assertThat(prices.perMillion())
                .containsEntry("s3.PutObject", 5.0)
                .containsEntry("s3.GetObject", 0.4)
                .containsEntry("sqs.ReceiveMessage", 0.4)
                .containsEntry("dynamodb.UpdateItem", 0.0)
                .containsEntry(ApiMeter.WRITE_UNITS, 0.625)
                .containsEntry(ApiMeter.READ_UNITS, 0.125);
        Map<String, Long> calls =
                Map.of(
                        "s3.PutObject", 1L,
                        "s3.HeadObject", 1L,
                        "s3.GetObject", 1L,
                        "sqs.ReceiveMessage", 1L,
                        "sqs.SendMessageBatch", 1L,
                        "sqs.DeleteMessageBatch", 1L,
                        "sqs.ChangeMessageVisibilityBatch", 1L,
                        "dynamodb.PutItem", 1L,
                        "dynamodb.UpdateItem", 1L,
                        "dynamodb.GetItem", 1L);
        Map<String, Double> units =
                Map.of(
                        ApiMeter.WRITE_UNITS, 1.0,
                        ApiMeter.READ_UNITS, 1.0,
                        ApiMeter.FURTHER_CHUNKS, 1.0);
        assertThat(prices.unpriced(new Usage(calls, units))).isEmpty();
    }

    @Test
    void callsAndUnitsOfSomeJobsBecomeDollarsForAMillion() {
        Prices prices = prices(Map.of("a.Put", 5.0, "a.Get", 0.4, "a.units", 0.5));

        // each of 10 jobs: 2 puts, half a get and 3 units
        Usage usage = new Usage(Map.of("a.Put", 20L, "a.Get", 5L), Map.of("a.units", 30.0));
        assertThat(prices.dollarsPerMillionJobs(usage, 10)).isCloseTo(11.7, within(1e-9));
    }

    @Test
    void whatHasNoPriceIsNamed() {
        Usage usage =
                new Usage(Map.of("a.Put", 1L, "b.New", 1L, "a.Old", 1L), Map.of("c.units", 1.0));

        assertThat(prices(Map.of("a.Put", 5.0)).unpriced(usage))
                .containsExactly("a.Old", "b.New", "c.units");
    }
}
