package dev.sluice.dispatcher.backfill;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How long jobs wait in their queues at present: SQS itself does not say it, CloudWatch does.
 *
 * @param cloudwatch absent where the queues are an emulator's
 * @param queues by name; CloudWatch: 500 at most in a request
 */
public record OldestMessage(
        Optional<CloudWatchClient> cloudwatch, List<String> queues, InstantSource clock) {
    private static final Logger log = LoggerFactory.getLogger(OldestMessage.class);

    /** SQS tells CloudWatch every five minutes of a queue that is in use, and late. */
    private static final Duration LOOK_BACK = Duration.ofMinutes(30);

    private static final int PERIOD = 300;
    private static final int MOST = 500;

    public OldestMessage {
        queues = List.copyOf(queues);
    }

    /**
     * After which time a row that waits has lost its message: an hour, or twice as long as any
     * message has waited, where that is known and longer.
     */
    public Duration stale() {
        return age().map(age -> age.multipliedBy(2))
                .filter(twice -> twice.compareTo(Scope.STALE) > 0)
                .orElse(Scope.STALE);
    }

    private Optional<Duration> age() {
        if (cloudwatch.isEmpty()) {
            return Optional.empty();
        }
        List<MetricDataQuery> queries = new ArrayList<>();
        for (String queue : queues.subList(0, Math.min(MOST, queues.size()))) {
            queries.add(query("q" + queries.size(), queue));
        }
        try {
            return cloudwatch
                    .get()
                    .getMetricData(
                            get ->
                                    get.startTime(clock.instant().minus(LOOK_BACK))
                                            .endTime(clock.instant())
                                            .metricDataQueries(queries))
                    .metricDataResults()
                    .stream()
                    .flatMap(result -> result.values().stream())
                    .max(Double::compare)
                    .map(seconds -> Duration.ofSeconds(Math.round(seconds)));
        } catch (SdkException e) {
            log.warn(
                    "CloudWatch does not say how old the oldest messages are; rows count as stale"
                            + " after {}: {}",
                    Scope.STALE,
                    e.getMessage());
            return Optional.empty();
        }
    }

    private static MetricDataQuery query(String id, String queue) {
        Metric metric =
                Metric.builder()
                        .namespace("AWS/SQS")
                        .metricName("ApproximateAgeOfOldestMessage")
                        .dimensions(Dimension.builder().name("QueueName").value(queue).build())
                        .build();
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(stat -> stat.metric(metric).period(PERIOD).stat("Maximum"))
                .build();
    }
}
