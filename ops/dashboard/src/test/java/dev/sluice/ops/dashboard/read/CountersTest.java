package dev.sluice.ops.dashboard.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

class CountersTest {
    private static final URI ONE = URI.create("http://one");
    private static final URI TWO = URI.create("http://two");
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Counters counters = new Counters();
    private Instant now = Instant.parse("2026-11-30T00:00:00Z");

    private void look(Map<URI, String> texts) {
        Map<URI, Exposition> told = new java.util.HashMap<>();
        texts.forEach((uri, text) -> told.put(uri, Exposition.of(text)));
        counters.look(now, told);
        now = now.plusSeconds(10);
    }

    private double growth() {
        return counters.growth("sluice_jobs_total", labels -> true, WINDOW);
    }

    private static String jobs(int count) {
        return "# HELP x\nsluice_jobs_total{pipeline=\"a\",outcome=\"completed\"} "
                + count
                + "\nother_total 5\n";
    }

    @Test
    void whatAProgramHadBeforeItWasSeenIsNotGrowth() {
        look(Map.of(ONE, jobs(100)));
        look(Map.of(ONE, jobs(107)));

        assertThat(growth()).isEqualTo(7);
        assertThat(counters.seconds(WINDOW)).isEqualTo(10);
    }

    @Test
    void aProgramThatBeganAnewCountsFromZero() {
        look(Map.of(ONE, jobs(100)));
        look(Map.of(ONE, jobs(3)));

        assertThat(growth()).isEqualTo(3);
    }

    @Test
    void programsAreAddedUpAndOneThatIsGoneKeepsWhatItHad() {
        look(Map.of(ONE, jobs(1), TWO, jobs(1)));
        look(Map.of(ONE, jobs(2), TWO, jobs(5)));
        look(Map.of(ONE, jobs(3)));

        assertThat(growth()).isEqualTo(6);
    }

    @Test
    void aCounterThatAKnownProgramBeginsGrowsFromZero() {
        look(Map.of(ONE, ""));
        look(Map.of(ONE, jobs(4)));

        assertThat(growth()).isEqualTo(4);
    }

    @Test
    void onlyTheWindowCounts() {
        for (int i = 0; i < 30; i++) {
            look(Map.of(ONE, jobs(i)));
        }
        assertThat(growth()).isEqualTo(6);
    }

    @Test
    void labelsAreReadAsTheyWereWritten() {
        Exposition told =
                Exposition.of("sluice_x{customer=\"a\\\"b\\\\c\",n=\"1\"} NaN\nsluice_y 1e3 17\n");

        assertThat(told.samples().getFirst().label("customer")).isEqualTo("a\"b\\c");
        assertThat(told.samples().getFirst().value()).isNaN();
        assertThat(told.samples().getLast().value()).isEqualTo(1000);
    }
}
