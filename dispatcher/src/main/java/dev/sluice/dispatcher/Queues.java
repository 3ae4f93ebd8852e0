package dev.sluice.dispatcher;

import dev.sluice.shared.MetricsSettings.Scaling;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.fleet.FleetCrew;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.fleet.Member;
import dev.sluice.shared.metrics.Crew;
import dev.sluice.shared.metrics.Demand;
import dev.sluice.shared.metrics.Hands;
import dev.sluice.shared.metrics.QueueNumbers;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.time.Ticker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What waits for workers, and which there are, by pipeline.
 *
 * @param pipelines by name
 */
record Queues(List<String> pipelines, QueueNumbers numbers, Crew crew) {
    /** Beside telling for scaling, whoever scrapes gets what that has asked for, or this fresh. */
    private static final Duration SCRAPED_QUEUES = Duration.ofSeconds(15);

    private static final Duration SCRAPED_CREW = Duration.ofMinutes(1);

    static Queues of(Settings settings, AwsClients aws, Pipelines pipelines) {
        Map<String, String> names = new HashMap<>();
        pipelines
                .lanes()
                .forEach(each -> names.put(each.name(), each.queue(settings.queuePrefix())));
        // Half of the period, so that each data point is asked for anew.
        Optional<Duration> half =
                settings.metrics().scaling().map(scaling -> scaling.period().dividedBy(2));
        Ticker ticker = Ticker.system();
        return new Queues(
                pipelines.lanes().stream().map(Pipeline::name).toList(),
                new QueueNumbers(aws.settling(), names, ticker, half.orElse(SCRAPED_QUEUES)),
                new FleetCrew(fleet(settings, aws), ticker, half.orElse(SCRAPED_CREW)));
    }

    private static FleetTable fleet(Settings settings, AwsClients aws) {
        return FleetTable.of(settings, aws.dynamodb(), InstantSource.system());
    }

    /** What pools scale by; the lock is held for three data points. */
    ScalingFigures figures(Settings settings, AwsClients aws, Scaling scaling) {
        Ticker ticker = Ticker.system();
        String owner =
                Member.ofProcess(Member.Kind.DISPATCHER, Instant.EPOCH, Optional.empty()).host();
        return new ScalingFigures(
                this,
                fleet(settings, aws)
                        .lock("scaling", owner, scaling.period().multipliedBy(3), ticker),
                scaling.cooldown(),
                ticker);
    }

    /** Empty if SQS does not say. */
    Optional<Demand> demand(String pipeline) {
        return numbers.of(pipeline)
                .map(
                        depth ->
                                Demand.of(
                                        depth,
                                        crew.of(pipeline).orElse(Hands.NONE),
                                        OptionalDouble.empty()));
    }
}
