package dev.sluice.ops.deploy.scaling;

import dev.sluice.ops.deploy.scaling.Policy.FromZero;
import dev.sluice.ops.deploy.scaling.Policy.Step;
import dev.sluice.ops.deploy.scaling.Policy.TargetTracking;
import dev.sluice.shared.config.Section;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How one pool of workers scales. No policy of it ends a job: a worker that Auto Scaling takes away
 * drains first, and one with a long job in hand is protected (docs/autoscaling.md).
 *
 * @param backlogs what may wait for a worker, by pipeline that the pool serves: a time
 * @param busy percent of their time that workers are to be busy at most, when they keep up
 */
public record Scaling(
        Size size,
        Timing timing,
        Map<String, Duration> backlogs,
        double busy,
        List<Schedule> schedules) {
    private static final Size USUAL = new Size(0, 4);
    private static final Duration BACKLOG = Duration.ofSeconds(30);
    private static final double BUSY = 70;

    /** First workers are at most so many; as soon as they work, target tracking says how many. */
    private static final int FIRST = 8;

    public Scaling {
        backlogs = Map.copyOf(backlogs);
        schedules = List.copyOf(schedules);
        if (backlogs.isEmpty()) {
            throw new IllegalArgumentException("a pool without pipelines");
        }
    }

    /** As it is if nothing is said. */
    public static Scaling usual(List<String> pipelines) {
        Map<String, Duration> backlogs = new LinkedHashMap<>();
        pipelines.forEach(pipeline -> backlogs.put(pipeline, BACKLOG));
        return new Scaling(USUAL, Timing.USUAL, backlogs, BUSY, List.of());
    }

    /**
     * Reads it and notes every problem in it.
     *
     * <pre>{@code
     * scaling:
     *   min: 0
     *   max: 10
     *   backlog: 30s          # or one for each pipeline: {flakes: 60s, moderation: 10s}
     *   busy: 70
     *   period: 10s
     *   warmUp: 160s
     *   cooldown: 5m
     *   schedules:
     *     mornings: {days: [monday, friday], at: "07:30", zone: Europe/Berlin, min: 2, max: 10}
     * }</pre>
     *
     * @param yaml the mapping under {@code scaling}
     * @param pipelines that the pool serves, at least one
     */
    public static Scaling read(Section yaml, List<String> pipelines) {
        Size size = Size.read(yaml, USUAL);
        Scaling scaling =
                new Scaling(
                        size,
                        Timing.read(yaml),
                        backlogs(yaml, pipelines),
                        yaml.decimal("busy", BUSY, 10, 95),
                        schedules(yaml.section("schedules"), size));
        yaml.done();
        return scaling;
    }

    private static Map<String, Duration> backlogs(Section yaml, List<String> pipelines) {
        boolean each = yaml.isMapping("backlog");
        Section section = each ? yaml.section("backlog") : yaml;
        Map<String, Duration> backlogs = new LinkedHashMap<>();
        for (String pipeline : pipelines) {
            String key = each ? pipeline : "backlog";
            backlogs.put(
                    pipeline,
                    section.duration(key, BACKLOG, Duration.ofSeconds(1), Duration.ofHours(12)));
        }
        if (each) {
            section.done();
        }
        return backlogs;
    }

    private static List<Schedule> schedules(Section yaml, Size usual) {
        List<Schedule> schedules = new ArrayList<>();
        for (String name : yaml.all().keySet()) {
            schedules.add(Schedule.read(name, yaml.section(name), usual));
        }
        return schedules;
    }

    /** The least that may wait for a worker, of all pipelines. */
    public Duration soonest() {
        return backlogs.values().stream().min(Duration::compareTo).orElseThrow();
    }

    /** The same with other targets, the backlog's for all pipelines. */
    public Scaling with(Duration backlog, double otherBusy) {
        Map<String, Duration> others = new LinkedHashMap<>();
        backlogs.keySet().forEach(pipeline -> others.put(pipeline, backlog));
        return new Scaling(size, timing, others, otherBusy, schedules);
    }

    /** What Auto Scaling is given, always in the same order. */
    public List<Policy> policies() {
        List<String> pipelines = backlogs.keySet().stream().sorted().toList();
        List<Policy> policies = new ArrayList<>();
        for (String pipeline : pipelines) {
            policies.add(
                    new TargetTracking(
                            "backlog-" + pipeline,
                            pipeline,
                            Signal.BACKLOG,
                            seconds(pipeline),
                            timing.period()));
            if (mayBeEmpty()) {
                policies.add(
                        new FromZero(
                                "from-zero-" + pipeline,
                                pipeline,
                                Signal.BACKLOG_WITHOUT_WORKERS,
                                timing.period(),
                                steps(seconds(pipeline))));
            }
        }
        // All workers of a pool serve all its pipelines, so that one says how busy they are.
        policies.add(
                new TargetTracking(
                        "busy", pipelines.getFirst(), Signal.WORKERS_BUSY, busy, timing.period()));
        return policies;
    }

    private double seconds(String pipeline) {
        return Math.max(1, backlogs.getOrDefault(pipeline, BACKLOG).toMillis() / 1e3);
    }

    private boolean mayBeEmpty() {
        return size.min() == 0 || schedules.stream().anyMatch(each -> each.size().min() == 0);
    }

    private int most() {
        return schedules.stream().mapToInt(each -> each.size().max()).reduce(size.max(), Math::max);
    }

    /** One worker for what one does within the target, two for twice as much, then four, eight. */
    private List<Step> steps(double target) {
        List<Step> steps = new ArrayList<>();
        double from = 0;
        int workers = 1;
        while (2 * workers <= Math.min(FIRST, most())) {
            double to = 2 * workers * target;
            steps.add(new Step(from, OptionalDouble.of(to), workers));
            from = to;
            workers *= 2;
        }
        steps.add(new Step(from, OptionalDouble.empty(), workers));
        return steps;
    }
}
