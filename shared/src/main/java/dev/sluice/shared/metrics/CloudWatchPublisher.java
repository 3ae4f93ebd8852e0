package dev.sluice.shared.metrics;

import dev.sluice.shared.metrics.Family.CloudWatchMetric;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells CloudWatch once a minute and at the end, in one request, on a thread of its own: no job
 * waits for it. A minute that CloudWatch does not take is lost, so nothing piles up. What pools
 * scale by is told more often, at CloudWatch's high resolution.
 *
 * <p>Dimensions are fleet and, for some, pipeline, never the worker: CloudWatch puts the workers'
 * statistics together, and a metric is paid for once, however many they are.
 */
public final class CloudWatchPublisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CloudWatchPublisher.class);

    /** Of all metrics of ours. */
    public static final String NAMESPACE = "Sluice";

    /** CloudWatch's own resolution for what it keeps for long. */
    public static final Duration PERIOD = Duration.ofMinutes(1);

    /** For what happened since the last minute was told: jobs have ended, and clients close. */
    private static final Duration LAST = Duration.ofSeconds(1);

    /** While it goes on failing, it is said once in so long. */
    private static final Duration SAID = Duration.ofHours(1);

    /**
     * What happened in the last minute, or how it is now.
     *
     * @param family one that has a {@link Family#cloudwatch name} there
     * @param pipeline if the metric is by pipeline
     */
    public record Figure(Family family, Optional<String> pipeline, Statistics statistics) {}

    private final CloudWatchClient client;
    private final String fleet;
    private final Supplier<List<Figure>> minute;
    private final Duration period;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    /** Used by the publishing thread alone. */
    private long failures;

    /**
     * @param fleet the queue prefix
     * @param minute what to tell, called once a minute
     */
    public CloudWatchPublisher(
            CloudWatchClient client, String fleet, Supplier<List<Figure>> minute) {
        this(client, fleet, minute, PERIOD);
    }

    /**
     * @param period between two requests; if it is less than a minute, CloudWatch keeps the figures
     *     by the second for three hours, at no other price
     */
    public CloudWatchPublisher(
            CloudWatchClient client, String fleet, Supplier<List<Figure>> minute, Duration period) {
        this.client = client;
        this.fleet = fleet;
        this.minute = minute;
        this.period = period;
        this.thread = Thread.ofPlatform().daemon().name("cloudwatch").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stop.await(period.toNanos(), TimeUnit.NANOSECONDS)) {
                publish();
            }
            publish();
        } catch (InterruptedException e) {
            log.trace("{} was stopped", thread.getName());
        }
    }

    /** One request, if there is anything to tell. */
    public void publish() {
        try {
            List<MetricDatum> data = new ArrayList<>();
            for (Figure figure : minute.get()) {
                figure.family().cloudwatch().ifPresent(metric -> data.add(datum(metric, figure)));
            }
            if (!data.isEmpty()) {
                client.putMetricData(put -> put.namespace(NAMESPACE).metricData(data));
            }
            if (failures > 0) {
                log.info("CloudWatch takes metrics again, after {} failures", failures);
            }
            failures = 0;
        } catch (SdkException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) { // a bug, or a closed client; the work goes on
            failed(e.toString());
        }
    }

    private void failed(String why) {
        if (failures++ % Math.max(1, SAID.dividedBy(period)) == 0 && stop.getCount() > 0) {
            log.warn(
                    "CloudWatch does not take metrics: {}; jobs go on. The role needs"
                            + " cloudwatch:PutMetricData, or set SLUICE_METRICS=none",
                    why);
        }
    }

    /** Seconds; CloudWatch knows two. */
    private int resolution() {
        return period.compareTo(PERIOD) < 0 ? 1 : Math.toIntExact(PERIOD.toSeconds());
    }

    private MetricDatum datum(CloudWatchMetric metric, Figure figure) {
        List<Dimension> dimensions = new ArrayList<>();
        dimensions.add(Dimension.builder().name("Fleet").value(fleet).build());
        if (metric.byPipeline()) {
            String pipeline = figure.pipeline().orElseThrow();
            dimensions.add(Dimension.builder().name("Pipeline").value(pipeline).build());
        }
        Statistics s = figure.statistics();
        return MetricDatum.builder()
                .metricName(metric.name())
                .unit(metric.unit())
                .dimensions(dimensions)
                .storageResolution(resolution())
                .statisticValues(
                        set ->
                                set.sampleCount((double) s.count())
                                        .sum(s.sum())
                                        .minimum(s.least())
                                        .maximum(s.most()))
                .build();
    }

    /**
     * Tells what is not told yet, and then no more. Waits a second for that at most; a request
     * under way then is cut off.
     */
    @Override
    public void close() {
        close(LAST);
    }

    void close(Duration patience) {
        stop.countDown();
        try {
            if (!thread.isAlive() || thread.join(patience)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
