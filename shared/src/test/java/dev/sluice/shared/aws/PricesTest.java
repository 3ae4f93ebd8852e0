package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.time.LocalDate;
import java.util.Map;

class PricesTest {
    @Test
    void theShippedListIsDatedAndHasAPriceForEveryCallOfAJob() {
        Prices prices = Prices.shipped();

        assertThat(LocalDate.parse(prices.date())).isAfter(LocalDate.of(2026, 1, 1));
        assertThat(prices.region()).isEqualTo("us-east-1");
        assertThat(prices.perMillion())
                .containsEntry("s3.PutObject", 5.0)
                .containsEntry("s3.GetObject", 0.4)
                .containsEntry("sqs.ReceiveMessage", 0.4)
                .containsEntry("dynamodb.UpdateItem", 0.625);
        assertThat(
                        prices.unpriced(
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
                                        "dynamodb.GetItem", 1L)))
                .isEmpty();
    }

    @Test
    void callsOfSomeJobsBecomeDollarsForAMillion() {
        Prices prices = new Prices("2026-11-21", "here", Map.of("a.Put", 5.0, "a.Get", 0.4));

        // each of 10 jobs: 2 puts and half a get
        assertThat(prices.dollarsPerMillionJobs(Map.of("a.Put", 20L, "a.Get", 5L), 10))
                .isCloseTo(10.2, within(1e-9));
    }

    @Test
    void anOperationWithoutAPriceIsNamed() {
        Prices prices = new Prices("2026-11-21", "here", Map.of("a.Put", 5.0));

        assertThat(prices.unpriced(Map.of("a.Put", 1L, "b.New", 1L, "a.Old", 1L)))
                .containsExactly("a.Old", "b.New");
    }
}
