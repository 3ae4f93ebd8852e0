package dev.sluice.shared.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One thing that is measured, however many time series it has.
 *
 * @param dotted its name in Micrometer's form: {@code sluice.jobs}
 * @param help for people
 * @param labels that tell its time series apart
 * @param programs that tell it
 * @param cloudwatch what CloudWatch is told of it, if anything
 */
public record Family(
        Group group,
        Kind kind,
        String dotted,
        Unit unit,
        String help,
        List<String> labels,
        Set<Program> programs,
        Optional<CloudWatchMetric> cloudwatch) {
    public Family {
        labels = List.copyOf(labels);
        programs = Set.copyOf(programs);
    }

    /** Rows of the dashboards. */
    public enum Group {
        WORK,
        MODEL,
        QUEUE,
        MONEY,
        PROCESS
    }

    public enum Kind {
        /** Only grows while the process lives. */
        COUNTER,
        GAUGE,
        /** Durations: a histogram. */
        TIMER
    }

    /** Base units, as Prometheus wants them. */
    public enum Unit {
        NONE,
        SECONDS,
        BYTES,
        RATIO,
        DOLLARS;

        /** Last part of the name; empty for a plain number. */
        public String text() {
            return this == NONE ? "" : name().toLowerCase(Locale.ROOT);
        }
    }

    /** Who measures. */
    public enum Program {
        WORKER,
        DISPATCHER
    }

    /**
     * A metric of CloudWatch. Each costs $0.30 a month, and one for each pipeline as often.
     *
     * @param unit one of CloudWatch's {@code StandardUnit}s
     * @param byPipeline whether there is one for each pipeline; else one for the fleet
     * @param forScaling whether it is told only by who publishes for scaling
     */
    public record CloudWatchMetric(
            String name, String unit, boolean byPipeline, boolean forScaling) {}

    static Family of(Group group, Kind kind, String dotted, Set<Program> programs) {
        return new Family(
                group, kind, dotted, Unit.NONE, "", List.of(), programs, Optional.empty());
    }

    Family in(Unit base) {
        return new Family(group, kind, dotted, base, help, labels, programs, cloudwatch);
    }

    Family help(String text) {
        return new Family(group, kind, dotted, unit, text, labels, programs, cloudwatch);
    }

    Family labels(String... names) {
        return new Family(group, kind, dotted, unit, help, List.of(names), programs, cloudwatch);
    }

    Family cloudwatch(String name, String standardUnit) {
        return also(new CloudWatchMetric(name, standardUnit, false, false));
    }

    Family cloudwatchByPipeline(String name, String standardUnit) {
        return also(new CloudWatchMetric(name, standardUnit, true, false));
    }

    Family cloudwatchForScaling(String name, String standardUnit) {
        return also(new CloudWatchMetric(name, standardUnit, true, true));
    }

    private Family also(CloudWatchMetric metric) {
        return new Family(group, kind, dotted, unit, help, labels, programs, Optional.of(metric));
    }

    /** In Prometheus' form: {@code sluice_jobs_total}. */
    public String prometheus() {
        String ending = unit == Unit.NONE ? "" : "_" + unit.text();
        return dotted.replace('.', '_') + ending + (kind == Kind.COUNTER ? "_total" : "");
    }
}
