package dev.sluice.shared.metrics;

import dev.sluice.shared.metrics.Family.Kind;
import dev.sluice.shared.metrics.Family.Unit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * A program's meters. Most only read what the program counts anyway, and read it when somebody
 * asks, so that a job pays for none of them; timers alone are written to.
 */
public final class Meters implements AutoCloseable {
    /** Few, for each is a time series for each stage, pipeline and worker. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(10),
        Duration.ofHours(1)
    };

    /** OpenMetrics, which Prometheus prefers; anybody else is given plain text. */
    private static final String OPEN_METRICS = "application/openmetrics-text";

    private static final String OPEN_METRICS_1 = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final List<Rows> changing = new CopyOnWriteArrayList<>();

    /** Micrometer itself holds what it reads weakly. */
    private final List<DoubleSupplier> held = new CopyOnWriteArrayList<>();

    /** With Java's and the process's own figures. */
    public Meters() {
        registry.config()
                .onMeterRegistrationFailed(
                        (id, why) -> {
                            throw new IllegalStateException(id + ": " + why);
                        });
        collections.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    /**
     * A counter or gauge whose value is read from elsewhere.
     *
     * @param value called by whoever scrapes; NaN where it is not known
     * @param labels values, in the family's order
     */
    public void read(Family family, DoubleSupplier value, String... labels) {
        held.add(value);
        var _ = register(family, value, List.of(labels));
    }

    private Meter register(Family family, DoubleSupplier value, List<String> labels) {
        Tags tags = tags(family, labels);
        return family.kind() == Kind.COUNTER
                ? FunctionCounter.builder(family.dotted(), value, DoubleSupplier::getAsDouble)
                        .description(family.help())
                        .baseUnit(unit(family))
                        .tags(tags)
                        .register(registry)
                : Gauge.builder(family.dotted(), value, DoubleSupplier::getAsDouble)
                        .description(family.help())
                        .baseUnit(unit(family))
                        .tags(tags)
                        .register(registry);
    }

    /** One that durations are written to, by any thread. */
    public Timer timer(Family family, String... labels) {
        return Timer.builder(family.dotted())
                .description(family.help())
                .tags(tags(family, List.of(labels)))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /**
     * A counter or gauge whose label values come and go.
     *
     * @param rows what there is now, by label values in the family's order; called by whoever
     *     scrapes
     */
    public void readAll(Family family, Supplier<Map<List<String>, Double>> rows) {
        changing.add(new Rows(family, rows));
    }

    private record Row(Meter meter, DoubleSupplier value) {}

    /** Label values that come and go, and the meters that are there for them. */
    private final class Rows {
        private final Family family;
        private final Supplier<Map<List<String>, Double>> source;
        private final Map<List<String>, Row> there = new HashMap<>();
        private volatile Map<List<String>, Double> now = Map.of();

        Rows(Family family, Supplier<Map<List<String>, Double>> source) {
            this.family = family;
            this.source = source;
        }

        void refresh() {
            now = Map.copyOf(source.get());
            for (List<String> gone : List.copyOf(there.keySet())) {
                if (!now.containsKey(gone)) {
                    Optional.ofNullable(there.remove(gone))
                            .ifPresent(row -> registry.remove(row.meter()));
                }
            }
            now.keySet().forEach(labels -> there.computeIfAbsent(labels, this::row));
        }

        private Row row(List<String> labels) {
            DoubleSupplier value = () -> now.getOrDefault(labels, Double.NaN);
            return new Row(register(family, value, labels), value);
        }
    }

    private static Tags tags(Family family, List<String> values) {
        if (family.labels().size() != values.size()) {
            throw new IllegalArgumentException(
                    "%s has labels %s, not %s".formatted(family, family.labels(), values));
        }
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            tags.add(Tag.of(family.labels().get(i), values.get(i)));
        }
        return Tags.of(tags);
    }

    /** Absent, not empty: an empty one leaves an underscore at the name's end. */
    private static @Nullable String unit(Family family) {
        return family.unit() == Unit.NONE ? null : family.unit().text();
    }

    /**
     * What Prometheus reads.
     *
     * @param type MIME type of the text
     */
    public record Exposition(String type, String text) {}

    /**
     * Everything as it is now.
     *
     * @param accept what the asker's {@code Accept} header says, perhaps nothing
     */
    public synchronized Exposition exposition(String accept) {
        changing.forEach(Rows::refresh);
        String type = accept.contains(OPEN_METRICS) ? OPEN_METRICS_1 : TEXT;
        return new Exposition(type, registry.scrape(type));
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
