package dev.sluice.worker.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.time.Deadline;
import dev.sluice.worker.life.Lifecycle.State;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class LifecycleTest {
    private final List<String> halted = new ArrayList<>();
    private final Lifecycle worker = new Lifecycle(halted::add);
    private final Deadline deadline = new Deadline(Duration.ofSeconds(25), () -> 0);

    @Test
    void itGoesOneWay() {
        assertThat(worker.state()).isEqualTo(new State.Starting());
        worker.ready();
        assertThat(worker.state()).isEqualTo(new State.Ready());

        assertThat(worker.drain("told", deadline))
                .contains(new State.Draining("told", deadline, false));
        assertThat(worker.drain("told again", deadline)).isEmpty();
        worker.ready();
        worker.ended();

        assertThat(worker.state()).isEqualTo(new State.Ended(false));
        assertThat(worker.wasBroken()).isFalse();
    }

    @Test
    void theFirstReasonCounts() throws InterruptedException {
        worker.ready();
        worker.broken("no model");
        worker.broken("no memory");

        assertThat(worker.state()).isEqualTo(new State.Broken("no model"));
        assertThat(worker.awaitLeaving(Duration.ZERO)).isTrue();
        assertThat(worker.drain("told", deadline))
                .contains(new State.Draining("no model", deadline, true));
    }

    @Test
    void rule14_whatBreaksInTheDrainIsInTheExitCodeToo() {
        worker.ready();
        worker.drain("told", deadline).orElseThrow();
        worker.broken("the device is gone");
        worker.ended();

        assertThat(worker.wasBroken()).isTrue();
    }

    @Test
    void rule15_whatHangsHaltsAtOnce() {
        worker.hangs("a run does not end");

        assertThat(halted).containsExactly("a run does not end");
    }
}
