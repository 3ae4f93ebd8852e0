package dev.sluice.ops.dashboard.read;

import dev.sluice.ops.dashboard.read.QueueDepths.Depth;
import dev.sluice.ops.dashboard.read.Snapshot.PipelineNow;
import dev.sluice.ops.dashboard.read.Snapshot.Totals;
import dev.sluice.ops.dashboard.read.Snapshot.WorkerNow;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.fleet.Member;
import dev.sluice.shared.fleet.MemberRow;
import dev.sluice.shared.fleet.Vitals;
import dev.sluice.shared.pipeline.Pipeline;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Looks at the whole fleet. What does not answer is a sentence among a snapshot's problems, and the
 * rest is shown all the same. One thread looks; any may read.
 */
public final class Watch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watch.class);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int NEWEST = 12;

    private final Fleet fleet;
    private final InstantSource clock;
    private final QueueDepths queues;
    private final Scraper scraper;
    private final Counters counters = new Counters();
    private final History history = new History();
    private final FleetTable table;
    private final NewestUploads newest;
    private final Failures failures;
    private final Prices prices = Prices.shipped();
    private final double floor = Floor.dollarsPerMillion(prices);

    // Of the looking thread alone.
    private Optional<Long> failedLastHour = Optional.empty();

    private volatile @Nullable Snapshot latest;
    private volatile @Nullable Costs costs;

    /**
     * @param probes where programs tell their metrics
     */
    public Watch(Fleet fleet, List<URI> probes, InstantSource clock) {
        this.fleet = fleet;
        this.clock = clock;
        this.queues = new QueueDepths(fleet.clients().settling());
        this.scraper = new Scraper(probes);
        this.table = FleetTable.of(fleet.settings(), fleet.clients().dynamodb(), clock);
        this.newest = new NewestUploads(fleet.clients().dynamodb(), fleet.settings(), clock);
        this.failures = new Failures(fleet.clients().dynamodb(), fleet.settings().table());
    }

    /** What was seen last; null before the first look. */
    public @Nullable Snapshot latest() {
        return latest;
    }

    /** What requests cost; null before the first look. */
    public @Nullable Costs costs() {
        return costs;
    }

    /**
     * The last hours.
     *
     * @param pipeline by name; empty: all together
     */
    public Object history(String pipeline) {
        return history.chart(pipeline);
    }

    /**
     * Looks at everything.
     *
     * @param whole whether what changes slowly and costs more is looked at, too, and a point of the
     *     history is made
     */
    public Snapshot look(boolean whole) {
        Instant now = clock.instant();
        List<String> problems = new ArrayList<>();
        Map<URI, Exposition> told = scraper.scrape();
        counters.look(now, told);
        Figures figures = new Figures(told, counters);
        List<MemberRow> members =
                asked("The fleet's table", problems, List.of(), () -> table.members().all());
        Set<String> paused =
                asked("The fleet's table", problems, Set.of(), () -> table.pauses().all().paused());
        Map<String, Depth> depths = depths(problems);
        if (whole) {
            failedLastHour =
                    asked(
                            "The table of rows",
                            problems,
                            Optional.empty(),
                            () -> Optional.of(failures.count(now.minus(HOUR))));
        }
        List<PipelineNow> pipelines =
                fleet.pipelines().lanes().stream()
                        .map(p -> pipeline(p, figures, new Around(members, paused, depths, now)))
                        .toList();
        Snapshot seen =
                new Snapshot(
                        now.toEpochMilli(),
                        totals(pipelines, depths, figures, members, now),
                        pipelines,
                        members.stream().map(row -> worker(row, now)).toList(),
                        asked("The table of rows", problems, List.of(), () -> newest.rows(NEWEST)),
                        problems.stream().distinct().toList());
        costs = Costs.of(figures, prices);
        latest = seen;
        if (whole) {
            history.add(seen);
        }
        return seen;
    }

    private record Around(
            List<MemberRow> members, Set<String> paused, Map<String, Depth> depths, Instant now) {
        /** Jobs that all ready workers do in a second while they are busy; 0: nobody works. */
        double jobsPerSecond(String pipeline) {
            return members.stream()
                    .filter(row -> row.member().kind() == Member.Kind.WORKER && row.live(now))
                    .filter(row -> row.vitals().state() == Vitals.State.READY)
                    .map(row -> row.vitals().jobSeconds().get(pipeline))
                    .filter(seconds -> seconds != null && seconds > 0)
                    .mapToDouble(seconds -> 1 / seconds)
                    .sum();
        }
    }

    private PipelineNow pipeline(Pipeline pipeline, Figures figures, Around around) {
        String name = pipeline.name();
        String prefix = fleet.settings().queuePrefix();
        Depth none = new Depth(0, 0);
        Depth depth = around.depths().getOrDefault(pipeline.queue(prefix), none);
        double rate = around.jobsPerSecond(name);
        return new PipelineNow(
                name,
                pipeline.version(),
                around.paused().contains(name),
                depth.waiting(),
                depth.inFlight(),
                around.depths().getOrDefault(pipeline.deadLetterQueue(prefix), none).all(),
                depth.waiting() == 0 ? Double.valueOf(0) : rate > 0 ? depth.waiting() / rate : null,
                figures.ageSeconds(name),
                figures.jobsPerSecond(name),
                figures.failedPerSecond(name),
                figures.batchFill(name));
    }

    private Totals totals(
            List<PipelineNow> pipelines,
            Map<String, Depth> depths,
            Figures figures,
            List<MemberRow> members,
            Instant now) {
        Depth events =
                depths.getOrDefault(fleet.settings().queuePrefix() + "-events", new Depth(0, 0));
        return new Totals(
                pipelines.stream().mapToLong(PipelineNow::waiting).sum(),
                pipelines.stream().mapToLong(PipelineNow::inFlight).sum(),
                pipelines.stream().mapToLong(PipelineNow::dead).sum(),
                events.waiting(),
                longest(pipelines, PipelineNow::backlogSeconds),
                longest(pipelines, PipelineNow::ageSeconds),
                jobsPerSecond(pipelines, members, now),
                figures.batchFill(""),
                figures.gpu(),
                figures.gpuMemory(),
                failedLastHour.orElse(null),
                figures.dollarsPerMillion(),
                floor);
    }

    /** As metrics say, else as the workers' rows do; null where there are neither. */
    private static @Nullable Double jobsPerSecond(
            List<PipelineNow> pipelines, List<MemberRow> members, Instant now) {
        double sum = 0;
        boolean told = false;
        for (PipelineNow each : pipelines) {
            Double rate = each.jobsPerSecond();
            if (rate != null) {
                sum += rate;
                told = true;
            }
        }
        if (told) {
            return sum;
        }
        if (members.isEmpty()) {
            return null;
        }
        return members.stream()
                .filter(row -> row.member().kind() == Member.Kind.WORKER && row.live(now))
                .mapToDouble(row -> row.vitals().itemsPerSecond())
                .sum();
    }

    private static @Nullable Double longest(
            List<PipelineNow> pipelines, Function<PipelineNow, @Nullable Double> time) {
        @Nullable Double longest = null;
        for (PipelineNow each : pipelines) {
            @Nullable Double its = time.apply(each);
            if (its != null && (longest == null || its > longest)) {
                longest = its;
            }
        }
        return longest;
    }

    private static WorkerNow worker(MemberRow row, Instant now) {
        Vitals vitals = row.vitals();
        return new WorkerNow(
                row.member().kind().name().toLowerCase(Locale.ROOT),
                row.member().id(),
                row.member().instanceID().orElse(row.member().host()),
                row.lost(now) ? "lost" : vitals.state().stored(),
                vitals.reason().orElse(null),
                vitals.pipelines(),
                vitals.inFlight(),
                vitals.itemsPerSecond(),
                vitals.batchFill(),
                row.member().startedAt().toEpochMilli(),
                row.updatedAt().toEpochMilli());
    }

    private Map<String, Depth> depths(List<String> problems) {
        Settings settings = fleet.settings();
        List<String> names = new ArrayList<>(List.of(settings.queuePrefix() + "-events"));
        for (Pipeline pipeline : fleet.pipelines().lanes()) {
            names.add(pipeline.queue(settings.queuePrefix()));
            names.add(pipeline.deadLetterQueue(settings.queuePrefix()));
        }
        return asked(
                "SQS",
                problems,
                Map.of(),
                () -> {
                    Map<String, Depth> depths = new HashMap<>();
                    List<Depth> read = SideBySide.of(names, queues::of);
                    for (int i = 0; i < names.size(); i++) {
                        depths.put(names.get(i), read.get(i));
                    }
                    return depths;
                });
    }

    private static <T> T asked(
            String what, List<String> problems, T otherwise, Supplier<T> question) {
        try {
            return question.get();
        } catch (RuntimeException e) { // shown to whoever watches, and asked again in a moment
            log.debug("{} does not answer", what, e);
            problems.add(what + " does not answer: " + e.getMessage());
            return otherwise;
        }
    }

    @Override
    public void close() {
        scraper.close();
    }
}
