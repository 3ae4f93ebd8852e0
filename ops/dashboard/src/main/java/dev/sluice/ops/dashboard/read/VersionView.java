package dev.sluice.ops.dashboard.read;

import dev.sluice.shared.fleet.MemberRow;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.release.Comparison;
import dev.sluice.shared.release.Lineup;
import dev.sluice.shared.release.Trial;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A version of a pipeline's release, and what it is for.
 *
 * @param does {@code live}, {@code canary}, {@code shadow}, {@code withdrawn}, {@code earlier}
 * @param percent of customers, for a canary; of jobs, for a shadow
 * @param workers that have it in service, as they say themselves
 * @param compared what came of a shadow; null for others
 */
public record VersionView(
        String version,
        List<String> does,
        @Nullable Double percent,
        long workers,
        @Nullable Compared compared) {
    /** Of those that were live or withdrawn: the last ones. */
    private static final int REMEMBERED = 3;

    /**
     * @param agreement share of the same answers
     * @param failures share without an answer
     * @param slowdown how many times as long as the live version it takes
     */
    public record Compared(long jobs, double agreement, double failures, double slowdown) {}

    /**
     * @param workers that are there
     * @param comparisons of a version that is a shadow
     */
    static List<VersionView> of(
            Pipeline pipeline,
            Lineup lineup,
            List<MemberRow> workers,
            Function<String, Comparison> comparisons,
            Instant now) {
        Set<String> versions = new LinkedHashSet<>();
        versions.add(lineup.live().at(now).orElse(pipeline.version()));
        versions.add(lineup.live().version().orElse(pipeline.version()));
        lineup.canary().map(Trial::version).ifPresent(versions::add);
        lineup.shadow().map(Trial::version).ifPresent(versions::add);
        versions.addAll(last(lineup.past()));
        versions.addAll(last(lineup.withdrawn()));
        List<VersionView> views = new ArrayList<>();
        for (String version : versions) {
            String named = version.isEmpty() ? pipeline.version() : version;
            if (views.stream().noneMatch(view -> view.version().equals(named))) {
                views.add(one(pipeline, lineup, named, workers, comparisons, now));
            }
        }
        return views;
    }

    private static List<String> last(List<String> names) {
        return names.reversed().subList(0, Math.min(REMEMBERED, names.size()));
    }

    private static VersionView one(
            Pipeline pipeline,
            Lineup lineup,
            String version,
            List<MemberRow> workers,
            Function<String, Comparison> comparisons,
            Instant now) {
        List<String> does = new ArrayList<>();
        if (lineup.live().at(now).orElse(pipeline.version()).equals(version)) {
            does.add("live");
        } else if (lineup.live().version().orElse(pipeline.version()).equals(version)) {
            does.add("live soon");
        }
        Optional<Trial> canary = lineup.canary().filter(trial -> trial.version().equals(version));
        Optional<Trial> shadow = lineup.shadow().filter(trial -> trial.version().equals(version));
        canary.ifPresent(any -> does.add("canary"));
        shadow.ifPresent(any -> does.add("shadow"));
        if (lineup.withdrawn().contains(version)) {
            does.add("withdrawn");
        }
        if (does.isEmpty()) {
            does.add("earlier");
        }
        return new VersionView(
                version,
                does,
                canary.or(() -> shadow).map(Trial::percent).orElse(null),
                workers.stream()
                        .filter(
                                row ->
                                        version.equals(
                                                row.vitals().pipelines().get(pipeline.name())))
                        .count(),
                shadow.map(trial -> compared(comparisons.apply(version))).orElse(null));
    }

    private static Compared compared(Comparison all) {
        return new Compared(all.jobs(), all.agreement(), all.failures(), all.slowdown());
    }
}
