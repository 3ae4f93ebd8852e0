package dev.sluice.dispatcher.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When a row has waited too long. */
class OldestMessageTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private final List<String> asked = new ArrayList<>();

    /** Says so many seconds of each queue. */
    private final class Said implements CloudWatchClient {
        private final List<Double> seconds;

        Said(Double... seconds) {
            this.seconds = List.of(seconds);
        }

        @Override
        public GetMetricDataResponse getMetricData(GetMetricDataRequest request) {
            request.metricDataQueries()
                    .forEach(
                            query ->
                                    asked.add(
                                            query.metricStat()
                                                    .metric()
                                                    .dimensions()
                                                    .getFirst()
                                                    .value()));
            if (seconds.contains(-1.0)) {
                throw SdkClientException.create("throttled");
            }
            return GetMetricDataResponse.builder()
                    .metricDataResults(
                            seconds.stream()
                                    .map(each -> MetricDataResult.builder().values(each).build())
                                    .toList())
                    .build();
        }

        @Override
        public String serviceName() {
            return "cloudwatch";
        }

        @Override
        public void close() {}
    }

    private Duration stale(Optional<CloudWatchClient> cloudwatch) {
        return new OldestMessage(
                        cloudwatch, List.of("p-a", "p-b"), InstantSource.fixed(Instant.EPOCH))
                .stale();
    }

    @Test
    void rule6_itIsTwiceTheOldestMessagesAgeButAnHourAtLeast() {
        assertThat(stale(Optional.of(new Said(60.0, 7200.0)))).isEqualTo(HOUR.multipliedBy(4));
        assertThat(stale(Optional.of(new Said(60.0, 90.0)))).isEqualTo(HOUR);
        assertThat(asked).containsExactly("p-a", "p-b", "p-a", "p-b");
    }

    @Test
    void rule6_whereTheAgeIsNotKnownItIsAnHour() {
        assertThat(stale(Optional.empty())).isEqualTo(HOUR);
        assertThat(stale(Optional.of(new Said()))).isEqualTo(HOUR);
        assertThat(stale(Optional.of(new Said(-1.0)))).isEqualTo(HOUR);
    }
}
