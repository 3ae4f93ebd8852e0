package dev.sluice.shared.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.metrics.QueueNumbers.Depth;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

class QueueNumbersTest {
    private final AtomicLong nanos = new AtomicLong();
    private final FakeSqs sqs = new FakeSqs();
    private final QueueNumbers numbers =
            new QueueNumbers(
                    sqs, Map.of("scans", "sluice-scans", "bills", "sluice-bills"), nanos::get);

    private static final class FakeSqs implements SqsClient {
        final AtomicInteger asked = new AtomicInteger();
        volatile boolean gone;

        @Override
        public GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest request) {
            return GetQueueUrlResponse.builder().queueUrl("at/" + request.queueName()).build();
        }

        @Override
        public GetQueueAttributesResponse getQueueAttributes(GetQueueAttributesRequest request) {
            asked.incrementAndGet();
            if (gone) {
                throw SdkClientException.create("out of reach");
            }
            String visible = request.queueUrl().equals("at/sluice-scans") ? "7" : "0";
            return GetQueueAttributesResponse.builder()
                    .attributes(
                            Map.of(
                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                    visible,
                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                                    "3",
                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
                                    "1"))
                    .build();
        }

        @Override
        public String serviceName() {
            return "sqs";
        }

        @Override
        public void close() {}
    }

    @Test
    void sqsIsAskedWhenSomebodyAsksAndAtMostEveryFifteenSeconds() {
        assertThat(sqs.asked).hasValue(0);
        for (int second = 0; second < 60; second++) {
            assertThat(numbers.of("scans")).contains(new Depth(7, 3, 1));
            assertThat(numbers.of("bills")).contains(new Depth(0, 3, 1));
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        assertThat(sqs.asked).as("four times, for two queues").hasValue(8);
    }

    @Test
    void whileSqsIsGoneNothingIsKnownAndItIsAskedNoMoreOften() {
        sqs.gone = true;
        assertThat(numbers.of("scans")).isEmpty();
        assertThat(numbers.of("scans")).isEmpty();
        assertThat(sqs.asked).hasValue(2);

        sqs.gone = false;
        nanos.addAndGet(Duration.ofSeconds(15).toNanos());
        assertThat(numbers.of("scans")).isPresent();
    }
}
