package dev.sluice.ops.dashboard.read;

import dev.sluice.ops.fleet.Fleet;
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
 * All pipelines as their files say them, with their versions as the fleet's table says them: two
 * Queries, and a read for each shadow.
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
     */
    public record Listed(
            PipelineView pipeline,
            List<VersionView> versions,
            String note,
            @Nullable Double jobSeconds) {}

    /** A fleet's table that does not answer leaves out the versions; the rest is shown. */
    public List<Listed> read() {
        Map<String, Lineup> lineups = Map.of();
        List<MemberRow> workers = List.of();
        Instant now = clock.instant();
        try {
            lineups = table.lineups().glance();
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
                                            null))
                    .toList();
        }
        Map<String, Lineup> all = lineups;
        List<MemberRow> there = workers;
        return fleet.pipelines().all().stream()
                .map(each -> listed(each, all.getOrDefault(each.name(), Lineup.FIRST), there, now))
                .toList();
    }

    private Listed listed(Pipeline pipeline, Lineup lineup, List<MemberRow> workers, Instant now) {
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
                seconds.isPresent() ? Double.valueOf(seconds.getAsDouble()) : null);
    }
}
