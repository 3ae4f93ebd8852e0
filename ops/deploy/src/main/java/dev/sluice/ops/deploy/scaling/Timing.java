package dev.sluice.ops.deploy.scaling;

import dev.sluice.shared.config.Section;

import java.time.Duration;
import java.util.List;

/**
 * How soon a pool reacts.
 *
 * @param period of the metrics and of the alarms on them: 10, 30 or 60 s, as target tracking takes
 *     no other
 * @param warmUp from a worker's launch until it takes jobs; as long, Auto Scaling counts it as
 *     there but not its part of metrics. Measure it: too short and the group grows again before the
 *     first of its new workers helps; too long and it is blind for the difference
 * @param cooldown workers stay this long after they were last needed; see {@link
 *     Signal#WORKERS_BUSY}
 */
public record Timing(Duration period, Duration warmUp, Duration cooldown) {
    static final Timing USUAL =
            new Timing(Duration.ofSeconds(10), Duration.ofMinutes(3), Duration.ofMinutes(5));

    private static final List<Duration> PERIODS =
            List.of(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60));

    static Timing read(Section yaml) {
        Duration hour = Duration.ofHours(1);
        Duration period = yaml.duration("period", USUAL.period, Duration.ofSeconds(1), hour);
        if (!PERIODS.contains(period)) {
            yaml.problem("period", period.toSeconds() + "s must be 10s, 30s or 60s");
            period = USUAL.period;
        }
        return new Timing(
                period,
                yaml.duration("warmUp", USUAL.warmUp, Duration.ZERO, hour),
                yaml.duration("cooldown", USUAL.cooldown, Duration.ZERO, Duration.ofHours(12)));
    }
}
