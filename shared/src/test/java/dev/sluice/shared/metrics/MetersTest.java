package dev.sluice.shared.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

class MetersTest {
    @Test
    void labelValuesComeAndGo() {
        AtomicReference<Map<List<String>, Double>> jobs =
                new AtomicReference<>(Map.of(List.of("acme"), 3.0));
        try (Meters meters = new Meters()) {
            meters.readAll(Families.CUSTOMER_JOBS, jobs::get);
            assertThat(meters.exposition("").text())
                    .contains("sluice_customer_jobs_total{customer=\"acme\"} 3.0");

            jobs.set(Map.of(List.of("umbrella"), 1.0));
            assertThat(meters.exposition("").text())
                    .contains("sluice_customer_jobs_total{customer=\"umbrella\"} 1.0")
                    .doesNotContain("acme");
        }
    }

    @Test
    void whatIsNotKnownIsNotANumber() {
        try (Meters meters = new Meters()) {
            meters.read(Families.QUEUE_AGE, () -> Double.NaN, "scans");
            assertThat(meters.exposition("").text())
                    .contains("sluice_queue_age_seconds{pipeline=\"scans\"} NaN");
        }
    }

    @Test
    void aTimerIsAHistogram() {
        try (Meters meters = new Meters()) {
            meters.timer(Families.JOB, "scans").record(Duration.ofMillis(70));
            assertThat(meters.exposition("").text())
                    .contains("sluice_job_seconds_bucket{pipeline=\"scans\",le=\"0.05\"} 0")
                    .contains("sluice_job_seconds_bucket{pipeline=\"scans\",le=\"0.1\"} 1")
                    .contains("sluice_job_seconds_sum{pipeline=\"scans\"} 0.07");
        }
    }

    @Test
    void whoeverAsksForOpenMetricsGetsIt() {
        try (Meters meters = new Meters()) {
            assertThat(meters.exposition("application/openmetrics-text;version=1.0.0,*/*;q=0.1"))
                    .satisfies(e -> assertThat(e.type()).startsWith("application/openmetrics-text"))
                    .satisfies(e -> assertThat(e.text()).endsWith("# EOF\n"));
            assertThat(meters.exposition("*/*").type()).startsWith("text/plain; version=0.0.4");
        }
    }

    @Test
    void aLabelTooFewIsABug() {
        try (Meters meters = new Meters()) {
            assertThatThrownBy(() -> meters.read(Families.HELD, () -> 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[pipeline]");
        }
    }
}
