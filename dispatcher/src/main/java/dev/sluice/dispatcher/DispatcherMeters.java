package dev.sluice.dispatcher;

import dev.sluice.shared.MetricsSettings.Scaling;
import dev.sluice.shared.MetricsSink;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.metrics.Basics;
import dev.sluice.shared.metrics.CloudWatchPublisher;
import dev.sluice.shared.metrics.CloudWatchPublisher.Figure;
import dev.sluice.shared.metrics.Demand;
import dev.sluice.shared.metrics.Families;
import dev.sluice.shared.metrics.Family;
import dev.sluice.shared.metrics.Meters;
import dev.sluice.shared.metrics.Spending;
import dev.sluice.shared.metrics.Statistics;
import dev.sluice.shared.pipeline.Pipelines;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What is measured of a dispatcher at work; and, in place of the workers, their queues. */
final class DispatcherMeters implements AutoCloseable {
    private final Queues queues;
    private Optional<ScalingFigures> scaling = Optional.empty();
    private Optional<CloudWatchPublisher> cloudwatch = Optional.empty();

    private DispatcherMeters(Queues queues) {
        this.queues = queues;
    }

    /** Where figures come from. */
    record Source(AwsClients aws, Pipelines pipelines, Counts counts) {}

    /** Adds them. */
    static DispatcherMeters of(Settings settings, Source source, ApiMeter requests, Meters meters) {
        Queues queues = Queues.of(settings, source.aws(), source.pipelines());
        DispatcherMeters all = new DispatcherMeters(queues);
        queues.numbers().addTo(meters);
        for (String pipeline : queues.pipelines()) {
            all.read(meters, Families.BACKLOG, pipeline, Demand::backlog);
            all.read(meters, Families.BACKLOG_WITHOUT_WORKERS, pipeline, Demand::withoutWorkers);
            all.read(meters, Families.WORKERS_BUSY, pipeline, Demand::busy);
        }
        meters.readAll(Families.EVENTS, () -> fates(source.counts()));
        Basics.addTo(meters, requests, new Spending(requests, Prices.shipped(), () -> 0));
        if (settings.metrics().sink() == MetricsSink.CLOUDWATCH) {
            all.tellCloudWatch(settings, source.aws());
        }
        return all;
    }

    private void tellCloudWatch(Settings settings, AwsClients aws) {
        scaling = settings.metrics().scaling().map(how -> queues.figures(settings, aws, how));
        Supplier<List<Figure>> told =
                scaling.<Supplier<List<Figure>>>map(f -> f::now).orElse(this::now);
        Duration period =
                settings.metrics()
                        .scaling()
                        .map(Scaling::period)
                        .orElse(CloudWatchPublisher.PERIOD);
        cloudwatch =
                aws.beside()
                        .cloudwatch()
                        .map(
                                client ->
                                        new CloudWatchPublisher(
                                                client, settings.queuePrefix(), told, period));
    }

    private static Map<List<String>, Double> fates(Counts counts) {
        Map<List<String>, Double> rows = new HashMap<>();
        counts.all().forEach((fate, count) -> rows.put(List.of(fate), (double) count));
        return rows;
    }

    private void read(
            Meters meters, Family family, String pipeline, ToDoubleFunction<Demand> what) {
        meters.read(
                family,
                () -> queues.demand(pipeline).map(what::applyAsDouble).orElse(Double.NaN),
                pipeline);
    }

    /** Where no pool scales by it. */
    private List<Figure> now() {
        List<Figure> figures = new ArrayList<>();
        for (String pipeline : queues.pipelines()) {
            queues.demand(pipeline)
                    .ifPresent(
                            demand ->
                                    figures.add(
                                            new Figure(
                                                    Families.BACKLOG,
                                                    Optional.of(pipeline),
                                                    Statistics.of(demand.backlog()))));
        }
        return figures;
    }

    void start() {
        cloudwatch.ifPresent(CloudWatchPublisher::start);
    }

    @Override
    public void close() {
        cloudwatch.ifPresent(CloudWatchPublisher::close);
        scaling.ifPresent(ScalingFigures::end);
    }
}
