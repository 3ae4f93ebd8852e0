package dev.sluice.dispatcher;

import dev.sluice.shared.MetricsSink;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.fleet.FleetCrew;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.metrics.Backlog;
import dev.sluice.shared.metrics.Basics;
import dev.sluice.shared.metrics.CloudWatchPublisher;
import dev.sluice.shared.metrics.CloudWatchPublisher.Figure;
import dev.sluice.shared.metrics.Crew;
import dev.sluice.shared.metrics.Families;
import dev.sluice.shared.metrics.Meters;
import dev.sluice.shared.metrics.QueueNumbers;
import dev.sluice.shared.metrics.Spending;
import dev.sluice.shared.metrics.Statistics;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.time.Ticker;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is measured of a dispatcher at work; and, in place of the workers, their queues. */
final class DispatcherMeters implements AutoCloseable {
    private final List<Pipeline> pipelines;
    private final QueueNumbers queues;
    private final Crew crew;
    private Optional<CloudWatchPublisher> cloudwatch = Optional.empty();

    private DispatcherMeters(List<Pipeline> pipelines, QueueNumbers queues, Crew crew) {
        this.pipelines = List.copyOf(pipelines);
        this.queues = queues;
        this.crew = crew;
    }

    /** Where figures come from. */
    record Source(AwsClients aws, Pipelines pipelines, Counts counts) {}

    /** Adds them. */
    static DispatcherMeters of(Settings settings, Source source, ApiMeter requests, Meters meters) {
        Map<String, String> names = new HashMap<>();
        List<Pipeline> pipelines = source.pipelines().all();
        pipelines.forEach(each -> names.put(each.name(), each.queue(settings.queuePrefix())));
        QueueNumbers queues = new QueueNumbers(source.aws().settling(), names, Ticker.system());
        FleetTable fleet = FleetTable.of(settings, source.aws().dynamodb(), InstantSource.system());
        DispatcherMeters all =
                new DispatcherMeters(pipelines, queues, new FleetCrew(fleet, Ticker.system()));
        queues.addTo(meters);
        for (Pipeline pipeline : pipelines) {
            meters.read(
                    Families.BACKLOG,
                    () -> all.backlog(pipeline.name()).orElse(Double.NaN),
                    pipeline.name());
        }
        meters.readAll(Families.EVENTS, () -> fates(source.counts()));
        Basics.addTo(meters, requests, new Spending(requests, Prices.shipped(), () -> 0));
        if (settings.metrics() == MetricsSink.CLOUDWATCH) {
            all.cloudwatch =
                    source.aws()
                            .beside()
                            .cloudwatch()
                            .map(
                                    client ->
                                            new CloudWatchPublisher(
                                                    client, settings.queuePrefix(), all::now));
        }
        return all;
    }

    private static Map<List<String>, Double> fates(Counts counts) {
        Map<List<String>, Double> rows = new HashMap<>();
        counts.all().forEach((fate, count) -> rows.put(List.of(fate), (double) count));
        return rows;
    }

    private Optional<Double> backlog(String pipeline) {
        return queues.of(pipeline)
                .map(
                        depth ->
                                Backlog.of(
                                                depth,
                                                crew.jobsPerSecond(pipeline).orElse(Backlog.NOBODY))
                                        .seconds());
    }

    private List<Figure> now() {
        List<Figure> figures = new ArrayList<>();
        for (Pipeline pipeline : pipelines) {
            backlog(pipeline.name())
                    .ifPresent(
                            seconds ->
                                    figures.add(
                                            new Figure(
                                                    Families.BACKLOG,
                                                    Optional.of(pipeline.name()),
                                                    Statistics.of(seconds))));
        }
        return figures;
    }

    void start() {
        cloudwatch.ifPresent(CloudWatchPublisher::start);
    }

    @Override
    public void close() {
        cloudwatch.ifPresent(CloudWatchPublisher::close);
    }
}
