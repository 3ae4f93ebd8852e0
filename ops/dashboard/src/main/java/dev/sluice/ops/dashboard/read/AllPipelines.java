package dev.sluice.ops.dashboard.read;

import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.fleet.Benchmarks.Benchmark;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.fleet.FleetTable.FleetUnavailable;
import dev.sluice.shared.fleet.Member;
import dev.sluice.shared.fleet.MemberRow;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.release.Lineup;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * All pipelines as their files say them, with their versions and last benchmarks as the fleet's
 * table says them: three Queries, and a read for each shadow.
 */
public record AllPipelines(Fleet fleet, FleetTable table, InstantSource clock) {
    public static AllPipelines of(Fleet fleet, InstantSource clock) {
        return new AllPipelines(
                fleet, FleetTable.of(fleet.settings(), fleet.clients().dynamodb(), clock), clock);
    }

    /**
     * One pipeline.
     *
     * @param note why its last trial ended by itself; empty if none did
     * @param jobSeconds a job takes a worker, as those say that are there; null if none says it
     * @param benchmark the last that somebody kept; null if nobody did
     */
    public record Listed(
            PipelineView pipeline,
            List<VersionView> versions,
            String note,
            @Nullable Double jobSeconds,
            @Nullable Measured benchmark) {}

    /**
     * What {@code pipeline check --keep} measured.
     *
     * @param at ms since 1970
     * @param cpuMillis of a picture
     * @param perSecond pictures of the slowest model in batches of {@code batch}; 0: there is no
     *     model
     */
    public record Measured(
            long at,
            String version,
            String machine,
            double cpuMillis,
            double perSecond,
            int batch) {
        static @Nullable Measured of(@Nullable Benchmark kept) {
            return kept == null
                    ? null
                    : new Measured(
                            kept.at().toEpochMilli(),
                            kept.version(),
                            kept.machine(),
                            kept.cpuMillis(),
                            kept.perSecond(),
                            kept.batch());
        }
    }

    /** A fleet's table that does not answer leaves out the versions; the rest is shown. */
    public List<Listed> read() {
        Map<String, Lineup> lineups = Map.of();
        List<MemberRow> workers = List.of();
        Map<String, Benchmark> benchmarks = Map.of();
        Instant now = clock.instant();
        try {
            lineups = table.lineups().glance();
            benchmarks = table.benchmarks().glance();
            workers =
                    table.members().all().stream()
                            .filter(row -> row.member().kind() == Member.Kind.WORKER)
                            .filter(row -> row.live(now))
                            .toList();
        } catch (FleetUnavailable e) {
            return fleet.pipelines().all().stream()
                    .map(
                            each ->
                                    new Listed(
                                            PipelineView.of(each),
                                            List.of(),
                                            String.valueOf(e.getMessage()),
                                            null,
                                            null))
                    .toList();
        }
        Map<String, Lineup> all = lineups;
        List<MemberRow> there = workers;
        Map<String, Benchmark> kept = benchmarks;
        return fleet.pipelines().all().stream()
                .map(
                        each ->
                                listed(
                                        each,
                                        all.getOrDefault(each.name(), Lineup.FIRST),
                                        there,
                                        Measured.of(kept.get(each.name())),
                                        now))
                .toList();
    }

    private Listed listed(
            Pipeline pipeline,
            Lineup lineup,
            List<MemberRow> workers,
            @Nullable Measured benchmark,
            Instant now) {
        OptionalDouble seconds =
                workers.stream()
                        .map(row -> row.vitals().jobSeconds().get(pipeline.name()))
                        .filter(Objects::nonNull)
                        .mapToDouble(Double::doubleValue)
                        .filter(each -> each > 0)
                        .average();
        return new Listed(
                PipelineView.of(pipeline),
                VersionView.of(
                        pipeline,
                        lineup,
                        workers,
                        version -> table.comparisons().of(pipeline.name(), version),
                        now),
                lineup.note(),
                seconds.isPresent() ? Double.valueOf(seconds.getAsDouble()) : null,
                benchmark);
    }
}
