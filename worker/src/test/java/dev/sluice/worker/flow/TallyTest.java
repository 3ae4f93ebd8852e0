package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.metrics.Meters;
import dev.sluice.worker.flow.Tally.Event;
import dev.sluice.worker.output.Milliseconds;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class TallyTest {
    private final Meters meters = new Meters();
    private final Tally tally = new Tally(meters);
    private final JobTally scans = tally.jobs("scans");
    private final JobTally bills = tally.jobs("bills");

    @Test
    void whatCountsForAPipelineCountsForTheWorker() {
        scans.completed("acme");
        scans.rejected("acme", "too-many-bytes");
        bills.completed("umbrella");
        bills.count(Event.RETRIED);

        assertThat(tally.of(Event.COMPLETED)).isEqualTo(2);
        assertThat(tally.settled()).isEqualTo(3);
        assertThat(tally).hasToString("2 completed, 1 rejected, 1 retried");
        assertThat(scans.ended()).isEqualTo(2);
        assertThat(bills.ended()).as("one will come again").isEqualTo(1);
        assertThat(meters.exposition("").text())
                .contains(
                        "sluice_jobs_total{outcome=\"completed\",pipeline=\"scans\",reason=\"none\"}"
                            + " 1.0",
                        "sluice_jobs_total{outcome=\"rejected\",pipeline=\"scans\",reason=\"too-many-bytes\"}"
                            + " 1.0",
                        "sluice_jobs_total{outcome=\"retried\",pipeline=\"bills\",reason=\"none\"}"
                                + " 1.0",
                        "sluice_customer_jobs_total{customer=\"acme\"} 2.0");
    }

    @Test
    void timesAreToldByStage() {
        Duration each = Duration.ofMillis(20);
        scans.took(new Milliseconds(each.multipliedBy(50), each, each, each, each), each, 0);

        assertThat(meters.exposition("").text())
                .contains(
                        "sluice_stage_seconds_sum{pipeline=\"scans\",stage=\"queue\"} 1.0",
                        "sluice_stage_seconds_sum{pipeline=\"scans\",stage=\"settle\"} 0.02",
                        "sluice_job_seconds_sum{pipeline=\"scans\"} 0.1");
        assertThat(tally.jobSeconds().take().orElseThrow().sum()).isEqualTo(0.1);
        assertThat(scans.longestWait(0)).isEqualTo(1);
        assertThat(bills.longestWait(0)).isNaN();
    }
}
