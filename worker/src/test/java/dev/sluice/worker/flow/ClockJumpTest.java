package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.worker.fake.FakeS3;
import dev.sluice.worker.flow.Tally.Event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The wall clock is set a year ahead and back each time somebody looks; time passes as ever. */
@Timeout(300)
class ClockJumpTest extends OneLane {
    private static final Duration YEAR = Duration.ofDays(365);

    @Override
    InstantSource clock() {
        AtomicInteger looks = new AtomicInteger();
        Instant now = Instant.EPOCH.plus(YEAR);
        return () -> looks.incrementAndGet() % 2 == 0 ? now.plus(YEAR) : now.minus(YEAR);
    }

    @Test
    void rule08_noLeaseAndNoTimeoutEndsByIt() throws InterruptedException {
        working = new CountDownLatch(1);
        receive(first());
        await().until(() -> atWork);
        Duration tick = pipeline.lease().dividedBy(3);

        ticker.advance(tick);
        leases.tick();
        assertThat(calls.starting("hide")).as("extended once").containsExactly("hide 60 r1");
        working.countDown();
        finish();

        assertThat(tally.of(Event.COMPLETED)).isOne();
        assertThat(calls.starting("hide")).hasSize(1);
        assertThat(calls.all()).last().isEqualTo("delete r1");
    }

    @Test
    void rule08_aLeaseEndsNonetheless() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        working = gate;
        receive(first());
        await().until(() -> atWork);

        ticker.advance(pipeline.lease());
        leases.tick();
        finish();

        assertThat(tally.of(Event.LEASE_LOST)).isOne();
        assertThat(calls.starting("delete")).isEmpty();
    }

    @Test
    void noBackOffIsLongerByIt() throws InterruptedException {
        calls.fail("get", FakeS3.status(503));
        receive(first());
        finish();

        assertThat(calls.all()).last().asString().matches("hide [0-2] r1");
    }
}
