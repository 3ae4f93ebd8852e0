package dev.sluice.ops.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.fleet.FleetLock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Against DynamoDB Local. The lease is a minute, and its margins ten seconds. */
class FleetLockTest {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final OneFleet fleet = new OneFleet();

    /** By the monotonic clock, of all programs; starts near the overflow on purpose. */
    private volatile long nanos = Long.MAX_VALUE - 1_000_000;

    private final FleetLock one = lock("one");
    private final FleetLock two = lock("two");

    private FleetLock lock(String owner) {
        return fleet.table.lock("backfill", owner, LEASE, () -> nanos);
    }

    private void pass(Duration time) {
        fleet.pass(time);
        nanos += time.toNanos();
    }

    @Test
    void oneHasItUntilItLetsGo() {
        assertThat(one.take()).isTrue();
        assertThat(one.held()).isTrue();
        assertThat(two.take()).isFalse();
        assertThat(two.held()).isFalse();
        assertThat(two.holder().orElseThrow().owner()).isEqualTo("one");

        one.release();

        assertThat(one.held()).isFalse();
        assertThat(two.holder()).isEmpty();
        assertThat(two.take()).isTrue();
    }

    @Test
    void ofManyAtOnceOneGetsIt() throws Exception {
        int many = 8;
        CyclicBarrier together = new CyclicBarrier(many);
        try (ExecutorService programs = Executors.newFixedThreadPool(many)) {
            List<Future<Boolean>> taken =
                    IntStream.range(0, many)
                            .mapToObj(
                                    i ->
                                            programs.submit(
                                                    () -> {
                                                        FleetLock lock = lock("p" + i);
                                                        together.await();
                                                        return lock.take();
                                                    }))
                            .toList();
            int winners = 0;
            for (Future<Boolean> each : taken) {
                winners += each.get() ? 1 : 0;
            }
            assertThat(winners).isOne();
        }
    }

    @Test
    void theHolderStopsAMarginBeforeAndOthersBeginAMarginAfter() {
        one.take();
        pass(Duration.ofSeconds(49));
        assertThat(one.held()).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(one.held()).isFalse();

        pass(Duration.ofSeconds(20));
        assertThat(two.take()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(two.take()).isTrue();
        assertThat(one.extend()).isFalse();
        one.release(); // which is no longer its to release
        assertThat(two.extend()).isTrue();
    }

    @Test
    void oneThatIsExtendedStays() {
        one.take();
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofSeconds(20));
            assertThat(one.extend()).isTrue();
            assertThat(two.take()).isFalse();
        }
    }

    @Test
    void aHolderThatWasFrozenDoesNotThinkThatItHasIt() {
        one.take();
        pass(Duration.ofMinutes(10));

        assertThat(one.held()).isFalse();
        assertThat(two.take()).isTrue();
        assertThat(one.extend()).isFalse();
        assertThat(one.held()).isFalse();
    }

    @Test
    void aLockFromTheFarFutureEndsWhenItsHolderIsSilentForALease() {
        Instant right = fleet.now;
        fleet.now = right.plus(Duration.ofDays(3650)); // one's clock is wrong, and then it dies
        one.take();
        fleet.now = right;

        assertThat(two.take()).isFalse();
        pass(Duration.ofSeconds(69));
        assertThat(two.take()).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(two.take()).isTrue();
    }

    @Test
    void aLockFromTheFarFutureIsLeftToAHolderThatLives() {
        Instant right = fleet.now;
        fleet.now = right.plus(Duration.ofDays(3650));
        one.take();
        for (int i = 0; i < 10; i++) {
            fleet.now = right;
            assertThat(two.take()).isFalse();
            fleet.now = right.plus(Duration.ofDays(3650)).plusSeconds(i);
            pass(Duration.ofSeconds(20));
            assertThat(one.extend()).isTrue();
        }
    }

    @Test
    void whatWasDoneInTheFarFutureIsDueForThoseWhoseClockIsRight() {
        Duration daily = Duration.ofHours(20);
        Instant right = fleet.now;
        fleet.now = right.plus(Duration.ofDays(30));
        one.take(daily);
        one.finish();
        fleet.now = right;

        assertThat(two.take(daily)).isTrue();
        two.finish();
        assertThat(one.take(daily)).isFalse();
    }

    @Test
    void whatWasDoneALittleInTheFutureIsDone() {
        one.take();
        one.finish();
        fleet.now = fleet.now.minus(LEASE);

        assertThat(two.take(Duration.ofHours(20))).isFalse();
    }

    @Test
    void whatCannotBeDoneJustNowIsTakenAgainAfterAPause() {
        Duration daily = Duration.ofHours(20);
        one.take(daily);
        one.release(Duration.ofHours(1));

        pass(Duration.ofMinutes(59));
        assertThat(two.take(daily)).isFalse();
        pass(Duration.ofMinutes(1));
        assertThat(two.take(daily)).isTrue();
        two.finish();
        pass(daily);
        assertThat(one.take(daily)).isTrue();
    }

    @Test
    void whoeverTakesItNextHearsHowFarItWas() {
        one.take();
        assertThat(one.reached()).isEmpty();
        one.reached("a");
        assertThat(one.extend()).isTrue();
        one.reached("b"); // and is killed before it says so
        pass(Duration.ofMinutes(10));

        two.take();
        assertThat(two.reached()).isEqualTo("a");
        two.reached("c");
        two.release();
        one.take();
        assertThat(one.reached()).isEqualTo("c");
        one.finish();
        two.take();
        assertThat(two.reached()).isEmpty();
    }

    @Test
    void whatIsDoneDailyIsDoneOnceADay() {
        Duration daily = Duration.ofHours(20);
        assertThat(one.take(daily)).isTrue();
        one.finish();
        assertThat(two.take(daily)).isFalse();
        assertThat(two.take()).isTrue(); // by command, at any time
        two.release();

        pass(daily.minusMillis(1));
        assertThat(two.take(daily)).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(two.take(daily)).isTrue();
    }
}
