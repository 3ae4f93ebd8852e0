package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;

class SummaryTest {
    private Instant now = Instant.EPOCH;

    @Test
    void rule21_whatWasIgnoredIsInTheMinutesSummaryIfAnythingHasChanged() {
        Counts counts = new Counts();
        Summary summary = new Summary(counts, () -> now);
        try (LogCapture log = new LogCapture(Summary.class)) {
            counts.add("ignored");
            summary.say();
            assertThat(log.lines()).as("the minute is not over").isEmpty();

            now = now.plus(LogLimit.PERIOD);
            summary.say();
            now = now.plus(LogLimit.PERIOD);
            summary.say();
            assertThat(log.lines()).containsExactly("INFO so far: {ignored=1}");
        }
    }
}
