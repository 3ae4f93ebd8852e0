package dev.sluice.shared.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BreakerTest {
    private final HandSetClock clock = new HandSetClock();
    private final Breaker breaker = new Breaker(clock);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed("it answered 500");
        }
    }

    @Test
    void fewFailuresInARowStopNothing() {
        fail(Breaker.FAILURES - 1);
        assertThat(breaker.allows()).isTrue();

        breaker.reached();
        fail(Breaker.FAILURES - 1);
        assertThat(breaker.allows()).isTrue();
    }

    @Test
    void afterManyOneCallInAPauseIsTried() {
        fail(Breaker.FAILURES);
        assertThat(breaker.rests()).isTrue();
        assertThat(breaker.allows()).isFalse();
        assertThat(breaker.why()).contains("once in 30 s", "because it answered 500");

        clock.advance(Breaker.PAUSE);
        assertThat(breaker.rests()).isFalse();
        assertThat(breaker.allows()).as("the try").isTrue();
        assertThat(breaker.allows()).as("another").isFalse();
        fail(1);
        clock.advance(Breaker.PAUSE.minusMillis(1));
        assertThat(breaker.allows()).isFalse();
    }

    @Test
    void aTryThatSucceedsEndsThePause() {
        fail(Breaker.FAILURES);
        clock.advance(Breaker.PAUSE);
        assertThat(breaker.allows()).isTrue();
        breaker.reached();

        assertThat(breaker.allows()).isTrue();
        fail(Breaker.FAILURES - 1);
        assertThat(breaker.allows()).isTrue();
    }

    /** A try of which nobody ever tells how it went does not stop all others. */
    @Test
    void aTryThatIsForgottenIsFollowedByAnother() {
        fail(Breaker.FAILURES);
        clock.advance(Breaker.PAUSE);
        assertThat(breaker.allows()).isTrue();
        clock.advance(Breaker.PAUSE);

        assertThat(breaker.allows()).isTrue();
    }
}
