package dev.sluice.shared;

import dev.sluice.shared.config.Section;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who is told metrics, beside whoever asks by HTTP.
 *
 * @param scaling what the fleet's one publisher tells CloudWatch for pools to scale by; empty if no
 *     pool does
 */
public record MetricsSettings(MetricsSink sink, Optional<Scaling> scaling) {
    private static final List<Duration> PERIODS =
            List.of(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60));

    /**
     * @param period between two data points: 10, 30 or 60 s, what target tracking takes
     * @param cooldown for so long the most work there was counts
     */
    public record Scaling(Duration period, Duration cooldown) {}

    static MetricsSettings read(Section section) {
        MetricsSink sink = section.choice("metrics", MetricsSink.class, MetricsSink.CLOUDWATCH);
        String key = "scalingPeriod";
        Duration cooldown =
                section.duration(
                        "scalingCooldown",
                        Duration.ofMinutes(5),
                        Duration.ZERO,
                        Duration.ofHours(12));
        if (section.text(key, "off").equals("off")) {
            return new MetricsSettings(sink, Optional.empty());
        }
        Duration period =
                section.duration(
                        key, PERIODS.getFirst(), Duration.ofSeconds(1), Duration.ofHours(1));
        if (!PERIODS.contains(period)) {
            section.problem(
                    key, "\"%ds\" must be 10s, 30s, 60s or off".formatted(period.toSeconds()));
        }
        if (sink == MetricsSink.NONE) {
            section.problem(key, "needs CloudWatch, and SLUICE_METRICS is none");
        }
        return new MetricsSettings(sink, Optional.of(new Scaling(period, cooldown)));
    }
}
