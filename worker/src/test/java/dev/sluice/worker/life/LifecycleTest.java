package dev.sluice.worker.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.time.Deadline;
import dev.sluice.worker.fake.SettableTicker;
import dev.sluice.worker.life.Lifecycle.State;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class LifecycleTest {
    private static final Duration CONFIGURED = Duration.ofMinutes(10);

    private final List<String> halted = new ArrayList<>();
    private final SettableTicker ticker = new SettableTicker();
    private final Lifecycle worker = new Lifecycle(halted::add, CONFIGURED, ticker);

    @Test
    void itGoesOneWay() {
        assertThat(worker.state()).isEqualTo(new State.Starting());
        assertThat(worker.ready()).isTrue();
        assertThat(worker.state()).isEqualTo(new State.Ready());

        worker.leave(new Reason.Told());
        assertThat(worker.drain())
                .hasValueSatisfying(
                        draining -> {
                            assertThat(draining.reason()).isEqualTo("it was told to stop");
                            assertThat(draining.broken()).isFalse();
                        });
        assertThat(worker.drain()).isEmpty();
        assertThat(worker.ready()).isFalse();
        worker.ended();

        assertThat(worker.state()).isEqualTo(new State.Ended(false));
        assertThat(worker.wasBroken()).isFalse();
    }

    @Test
    void itIsNotReadyFromTheReasonOnAndNotOnlyFromTheDrain() {
        worker.ready();
        worker.leave(new Reason.Rebalance());

        assertThat(worker.state()).isInstanceOf(State.Draining.class);
    }

    @Test
    void rule23_oneThatHasAReasonToLeaveBeforeItIsReadyNeverPolls() throws Exception {
        worker.leave(new Reason.Scaled("Terminated"));

        assertThat(worker.ready()).isFalse();
        assertThat(worker.awaitLeaving(Duration.ZERO)).isTrue();
        assertThat(worker.drain()).isPresent();
    }

    @Test
    void theFirstReasonCounts() throws InterruptedException {
        worker.ready();
        worker.broken("no model");
        worker.broken("no memory");

        assertThat(worker.state()).isEqualTo(new State.Broken("no model"));
        assertThat(worker.awaitLeaving(Duration.ZERO)).isTrue();
        worker.leave(new Reason.Told());
        assertThat(worker.drain())
                .hasValueSatisfying(
                        draining -> {
                            assertThat(draining.reason()).isEqualTo("no model");
                            assertThat(draining.broken()).isTrue();
                        });
    }

    @Test
    void oneThatBreaksDrainsWithoutBeingTold() {
        worker.ready();
        worker.broken("no model");

        assertThat(worker.drain()).isPresent();
        assertThat(worker.left()).isEqualTo(CONFIGURED);
    }

    @Test
    void rule14_whatBreaksInTheDrainIsInTheExitCodeToo() {
        worker.ready();
        worker.leave(new Reason.Told());
        worker.drain().orElseThrow();
        worker.broken("the device is gone");
        worker.ended();

        assertThat(worker.wasBroken()).isTrue();
    }

    @Test
    void rule15_whatHangsHaltsAtOnce() {
        worker.hangs("a run does not end");

        assertThat(halted).containsExactly("a run does not end");
    }

    @Test
    void rule23_theSoonestEndOfAllReasonsCountsInWhateverOrderTheyCome() {
        worker.ready();
        worker.leave(new Reason.Rebalance());
        assertThat(worker.left()).isEqualTo(CONFIGURED);

        ticker.advance(Duration.ofSeconds(30));
        worker.leave(new Reason.SpotInterruption("terminate", Duration.ofSeconds(110)));
        assertThat(worker.left()).isEqualTo(Duration.ofSeconds(110));

        ticker.advance(Duration.ofSeconds(10));
        worker.leave(new Reason.Told());
        assertThat(worker.left()).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void rule23_whatIsConfiguredIsNeverExceeded() {
        Lifecycle brief = new Lifecycle(halted::add, Duration.ofSeconds(25), ticker);
        brief.leave(new Reason.SpotInterruption("terminate", Duration.ofSeconds(110)));

        assertThat(brief.left()).isEqualTo(Duration.ofSeconds(25));
    }

    @Test
    void rule23_aHookBoundsTheDrainAndAHeartbeatPutsThatOff() {
        worker.ready();
        worker.leave(new Reason.Scaled("Terminated"));
        worker.heldUntil(new Deadline(Duration.ofSeconds(50), ticker));
        assertThat(worker.left()).isEqualTo(Duration.ofSeconds(50));

        ticker.advance(Duration.ofSeconds(30));
        worker.heldUntil(new Deadline(Duration.ofSeconds(50), ticker));
        assertThat(worker.left()).isEqualTo(Duration.ofSeconds(50));

        worker.heldUntil(new Deadline(Duration.ofHours(1), ticker));
        assertThat(worker.left()).isEqualTo(CONFIGURED.minusSeconds(30));
    }

    @Test
    void aSecondSignalLeavesAMoment() {
        worker.ready();
        worker.leave(new Reason.Told());
        worker.drain();
        worker.hurry();
        assertThat(worker.left()).isEqualTo(Duration.ofSeconds(3));

        ticker.advance(Duration.ofSeconds(2));
        worker.hurry();
        assertThat(worker.left()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void impatienceThatComesFirstIsAReason() {
        worker.ready();
        worker.hurry();

        assertThat(worker.drain()).isPresent();
        assertThat(worker.left()).isEqualTo(Duration.ofSeconds(3));
        worker.ended();
        worker.hurry();
        assertThat(worker.state()).isEqualTo(new State.Ended(false));
    }
}
