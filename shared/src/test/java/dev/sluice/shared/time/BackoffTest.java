package dev.sluice.shared.time;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

class BackoffTest {
    /** Always the largest of the values asked for. */
    private static final class Largest implements RandomGenerator {
        @Override
        public long nextLong() {
            throw new AssertionError("only bounded values are asked for");
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    }

    @Test
    void theLongestDelayDoublesUpToTheCap() {
        Backoff backoff = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(15), new Largest());

        assertThat(backoff.after(1)).hasSeconds(2);
        assertThat(backoff.after(2)).hasSeconds(4);
        assertThat(backoff.after(3)).hasSeconds(8);
        assertThat(backoff.after(4)).hasSeconds(15);
        assertThat(backoff.after(Integer.MAX_VALUE)).hasSeconds(15);
    }

    @Property
    void noDelayIsNegativeOrOverTheCap(
            @ForAll @IntRange(min = -5, max = 5000) int failure, @ForAll long seed) {
        Duration cap = Duration.ofMinutes(15);
        Backoff backoff = new Backoff(Duration.ofSeconds(2), cap, new SplittableRandom(seed));

        assertThat(backoff.after(failure)).isBetween(Duration.ZERO, cap);
    }

    @Test
    void theJitterIsFull() {
        Backoff backoff =
                new Backoff(Duration.ofSeconds(2), Duration.ofHours(1), new SplittableRandom(1));

        long under = 0;
        for (int i = 0; i < 1000; i++) {
            under += backoff.after(4).compareTo(Duration.ofSeconds(8)) < 0 ? 1 : 0;
        }
        assertThat(under).isBetween(400L, 600L); // half of the range, half of the delays
    }

    @Test
    void aSurePartOfADelayIsLeftByNoJitter() {
        Backoff backoff =
                new Backoff(
                        Duration.ofMinutes(1), Duration.ofHours(1), 0.5, new SplittableRandom(1));

        for (int i = 0; i < 1000; i++) {
            assertThat(backoff.after(3)).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(4));
        }
    }
}
