package dev.sluice.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.worker.fake.Calls;
import dev.sluice.worker.fake.FakeSqs;
import dev.sluice.worker.fake.SettableTicker;
import dev.sluice.worker.intake.Lease.Ending;
import dev.sluice.worker.intake.Lease.LeaseLost;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import software.amazon.awssdk.core.exception.SdkClientException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Visibility 60 s: extended every 20 s, over for us 10 s before it is over for the queue. */
@Timeout(300)
class LeasesTest {
    private final Calls calls = new Calls();
    private final FakeSqs sqs = new FakeSqs(calls);
    private final SettableTicker ticker = new SettableTicker();
    private final Leases leases = new Leases(sqs.queue(), Duration.ofSeconds(60), ticker);

    @AfterEach
    void forgetInterruption() {
        boolean unused = Thread.interrupted();
    }

    private Lease hold(int number) {
        return leases.hold(FakeSqs.message(number), ticker.nanos());
    }

    private void seconds(double seconds) {
        ticker.advance(Duration.ofMillis((long) (seconds * 1000)));
        leases.tick();
    }

    @Test
    void rule08_aLeaseIsExtendedAtAThirdOfItsLength() {
        Lease lease = hold(1);

        seconds(19.999);
        assertThat(calls.all()).isEmpty();
        seconds(0.001);
        assertThat(calls.all()).containsExactly("hide 60 r1");
        seconds(19.999);
        assertThat(calls.all()).hasSize(1);
        seconds(0.001);
        assertThat(calls.all()).hasSize(2);
        for (int i = 0; i < 100; i++) {
            seconds(20);
        }
        assertThat(lease.alive()).isTrue();
    }

    @Test
    void leasesAreExtendedInTens() {
        for (int i = 0; i < 23; i++) {
            hold(i);
        }

        seconds(20);

        assertThat(calls.all())
                .extracting(call -> call.split(" r").length - 1)
                .containsExactlyInAnyOrder(10, 10, 3);
    }

    @Test
    void anExtensionThatFailsIsTriedAgainSooner() {
        Lease lease = hold(1);
        Lease other = hold(2);
        sqs.refuse("r1");

        seconds(20);
        sqs.accept("r1");
        seconds(6.666);
        assertThat(calls.all()).hasSize(1);
        seconds(0.001);
        assertThat(calls.all()).hasSize(2).last().isEqualTo("hide 60 r1");

        seconds(40); // 50 s after its last extension it would be over, which was 40 s ago
        assertThat(lease.alive()).isTrue();
        assertThat(other.alive()).isTrue();
    }

    @Test
    void rule23_aStopEndsAllLeasesBeforeItInterruptsOne() {
        List<Lease> held = List.of(hold(1), hold(2), hold(3));
        List<Optional<Ending>> seen = new ArrayList<>();
        held.forEach(lease -> lease.whenCut(() -> held.forEach(all -> seen.add(all.ending()))));

        leases.cutShort();

        assertThat(seen).hasSize(9).containsOnly(Optional.of(Ending.CUT_SHORT));
    }

    @Test
    void anOwnerIsInterruptedOnceWhenAStopMeetsIt() {
        Lease first = hold(1);
        Lease second = hold(2);
        List<String> told = new ArrayList<>();
        for (Lease lease : List.of(first, second)) {
            Lease other = lease == first ? second : first;
            lease.whenCut(() -> other.whenCut(() -> told.add("again")));
        }

        leases.cutShort();

        assertThat(told).hasSize(1);
    }

    @Test
    void rule08_aLeaseThatCannotBeExtendedEndsByOurOwnClockAndInterruptsItsOwner() {
        calls.fail("hide", SdkClientException.create("no route to host"));
        Lease lease = hold(1);
        lease.ownedBy(Thread.currentThread());

        for (int i = 0; i < 49; i++) {
            seconds(1);
        }
        assertThat(lease.alive()).isTrue();
        assertThatCode(lease::check).doesNotThrowAnyException();
        assertThat(Thread.interrupted()).isFalse();

        seconds(1);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(lease.ending()).contains(Ending.LOST);
        assertThatExceptionOfType(LeaseLost.class)
                .isThrownBy(lease::check)
                .withMessageContaining("m1");
        int before = calls.all().size();
        seconds(100);
        assertThat(calls.all()).hasSize(before); // a stale handle might still extend: it must not
    }

    @Test
    void rule08_checkThrowsAfterTheEndEvenIfNobodyTicked() {
        Lease lease = hold(1);

        ticker.advance(Duration.ofSeconds(50).minusNanos(1));
        assertThatCode(lease::check).doesNotThrowAnyException();
        ticker.advance(Duration.ofNanos(1));
        assertThatExceptionOfType(LeaseLost.class).isThrownBy(lease::check);
    }

    @Test
    void rule08_theLeaseBeginsWhenTheReceiveBegan() {
        long asked = ticker.nanos();
        ticker.advance(Duration.ofSeconds(20)); // a long poll
        Lease lease = leases.hold(FakeSqs.message(1), asked);

        ticker.advance(Duration.ofSeconds(30));
        assertThat(lease.alive()).isFalse();
    }

    @Test
    void rule08_anExtensionCountsFromItsStart() {
        Lease lease = hold(1);
        calls.on("hide", () -> ticker.advance(Duration.ofSeconds(8))); // a slow answer

        seconds(20);

        ticker.advance(Duration.ofSeconds(42).minusNanos(1));
        assertThat(lease.alive()).isTrue();
        ticker.advance(Duration.ofNanos(1));
        assertThat(lease.alive()).isFalse();
    }

    @Test
    void anOwnerThatComesAfterTheEndIsInterruptedAtOnce() {
        Lease lease = hold(1);
        ticker.advance(Duration.ofSeconds(60));
        leases.tick();

        lease.ownedBy(Thread.currentThread());

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void rule12_theTimeOutCountsFromTheStartOfTheWork() {
        Lease lease = hold(1);
        lease.ownedBy(Thread.currentThread());
        for (int i = 0; i < 10; i++) {
            seconds(20); // waiting for its turn
        }
        lease.work().start(Duration.ofSeconds(30));

        seconds(20);
        assertThat(lease.ending()).isEmpty();
        seconds(10);
        assertThat(lease.ending()).contains(Ending.TIMED_OUT);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(lease.alive()).isTrue(); // so that the failure can be settled
        assertThatCode(lease::check).doesNotThrowAnyException();
    }

    @Test
    void aTimedOutLeaseIsStillExtendedUntilItIsReleased() {
        Lease lease = hold(1);
        lease.work().start(Duration.ofNanos(1));
        seconds(20);
        seconds(20);

        assertThat(lease.ending()).contains(Ending.TIMED_OUT);
        assertThat(calls.all()).hasSize(2);
    }

    @Test
    void rule09_aReleasedLeaseIsNotExtendedAndNotInterrupted() {
        Lease lease = hold(1);
        lease.ownedBy(Thread.currentThread());
        lease.release();

        seconds(60);
        leases.cutShort();

        assertThat(calls.all()).isEmpty();
        assertThat(leases.size()).isZero();
        assertThat(lease.ending()).isEmpty();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void rule09_releaseWaitsForAnExtensionInFlight() throws InterruptedException {
        Lease lease = hold(1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        calls.on(
                "hide",
                () -> {
                    begun.countDown();
                    awaitUninterruptibly(answer);
                });
        ticker.advance(Duration.ofSeconds(20));
        Thread clock = Thread.ofPlatform().start(leases::tick);
        begun.await();

        Thread flow = Thread.ofPlatform().start(lease::release);
        await().until(() -> flow.getState() == Thread.State.WAITING);
        flow.interrupt(); // does not let it go before the extension is through
        await().until(() -> flow.getState() == Thread.State.WAITING && !flow.isInterrupted());

        answer.countDown();
        flow.join();
        clock.join();
    }

    @Test
    void rule09_afterABugInAnExtensionNobodyWaitsForIt() {
        for (int i = 0; i < 12; i++) {
            hold(i);
        }
        Lease last = hold(12);
        calls.fail("hide", new IllegalStateException("pool shut down"));

        seconds(20);

        last.release(); // returns
        assertThat(calls.all()).hasSize(2);
    }

    @Test
    void rule23_whatDoesNotEndIsTakenAwayAndGivenBack() {
        Lease lease = hold(1);
        leases.cutShort();

        leases.abandon();

        assertThat(calls.all()).containsExactly("hide 0 r1");
        assertThat(lease.alive()).isFalse(); // its job settles nothing, whenever it ends
        seconds(20);
        assertThat(calls.all()).hasSize(1);
    }

    @Test
    void aJobThatHearsNoInterruptIsNoticed() {
        Lease lease = hold(1);
        lease.work().start(Duration.ofSeconds(1));
        seconds(1);
        assertThat(lease.ending()).contains(Ending.TIMED_OUT);
        for (int i = 0; i < 299; i++) {
            seconds(1);
            assertThat(leases.deaf()).isFalse();
        }

        seconds(1);
        assertThat(leases.deaf()).isTrue();
        lease.release();
        assertThat(leases.deaf()).isFalse();
    }

    @Test
    void whenTheWorkerStopsEveryJobAtWorkIsCutShort() {
        Lease lease = hold(1);
        lease.ownedBy(Thread.currentThread());

        leases.cutShort();

        assertThat(lease.ending()).contains(Ending.CUT_SHORT);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(lease.alive()).isTrue();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
