package dev.sluice.worker.flow;

import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Stages;
import dev.sluice.shared.pipeline.Stages.Stage;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long a job will still take: what is left of this stage, by what it says or by its share of
 * the work; and the later stages as the operator expects them, scaled by how this job's stages have
 * fared against what was expected of them. So it gets better with every stage.
 */
final class Estimate {
    /** Below, a share says little. */
    private static final double LEAST_SHARE = 0.02;

    private final Stages stages;
    private final Map<String, Duration> took;
    private final Duration before;

    /**
     * @param row as it was when this stage began
     * @param now when that was
     */
    Estimate(Stages stages, Row row, Instant now) {
        this.stages = stages;
        this.took = took(row);
        long start = row.number("startTime").orElse(now.toEpochMilli());
        this.before = Duration.ofMillis(Math.max(0, now.toEpochMilli() - start));
    }

    /** Since the job was dispatched, or resumed. */
    Duration elapsed(Duration worked) {
        return before.plus(worked);
    }

    /** What earlier stages took, by name. */
    static Map<String, Duration> took(Row row) {
        Map<String, Duration> took = new LinkedHashMap<>();
        for (Map.Entry<String, AttributeValue> each : row.map("stageSeconds").entrySet()) {
            Optional.ofNullable(each.getValue().n())
                    .ifPresent(n -> took.put(each.getKey(), Duration.ofSeconds(Long.parseLong(n))));
        }
        return took;
    }

    /**
     * Until the job is done; nothing if that cannot be told.
     *
     * @param worked on this stage so far
     * @param share done of it
     * @param said what the stage itself says is left of it
     */
    Optional<Duration> remaining(Duration worked, Optional<Double> share, Optional<Duration> said) {
        Optional<Duration> here =
                said.or(
                                () ->
                                        share.filter(s -> s > LEAST_SHARE)
                                                .map(s -> scaled(worked, (1 - s) / s)))
                        .or(
                                () ->
                                        stages.stage()
                                                .flatMap(Stage::expected)
                                                .map(e -> less(e, worked)));
        List<Stage> later = stages.later();
        if (here.isEmpty() || later.stream().anyMatch(stage -> stage.expected().isEmpty())) {
            return later.isEmpty() ? here : Optional.empty();
        }
        double pace = pace(worked.plus(here.get()));
        Duration rest =
                later.stream()
                        .map(stage -> scaled(stage.expected().orElseThrow(), pace))
                        .reduce(Duration.ZERO, Duration::plus);
        return Optional.of(here.get().plus(rest));
    }

    /** How this job's stages fare against what was expected of them: 2 is twice as slow. */
    private double pace(Duration whole) {
        double expected = 0;
        double real = 0;
        for (Stage stage : stages.earlier()) {
            if (stage.expected().isPresent() && took.containsKey(stage.name())) {
                expected += stage.expected().get().toMillis();
                real += took.getOrDefault(stage.name(), Duration.ZERO).toMillis();
            }
        }
        Optional<Duration> own = stages.stage().flatMap(Stage::expected);
        if (own.isPresent()) {
            expected += own.get().toMillis();
            real += whole.toMillis();
        }
        return expected == 0 ? 1 : real / expected;
    }

    private static Duration scaled(Duration time, double by) {
        return Duration.ofMillis(Math.round(time.toMillis() * by));
    }

    private static Duration less(Duration expected, Duration worked) {
        Duration left = expected.minus(worked);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
