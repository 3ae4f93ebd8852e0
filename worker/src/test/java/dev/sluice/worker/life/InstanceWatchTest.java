package dev.sluice.worker.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsAccess;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.time.Ticker;
import dev.sluice.testing.SimulatedAutoScaling;
import dev.sluice.testing.SimulatedInstance;
import dev.sluice.worker.fake.SettableTicker;
import dev.sluice.worker.life.Lifecycle.State;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.autoscaling.AutoScalingClient;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An instance and its group over HTTP; a test is the thread that looks, and moves the clocks. */
class InstanceWatchTest {
    private static final Duration CONFIGURED = Duration.ofMinutes(30);
    private static final int HOOK = 300;

    private final SettableTicker ticker = new SettableTicker();
    private final Lifecycle life = new Lifecycle(_ -> {}, CONFIGURED, ticker);
    private final SimulatedInstance instance = new SimulatedInstance("i-1");
    private final SimulatedAutoScaling scaling = new SimulatedAutoScaling("i-1", HOOK);
    private final AwsClients aws =
            AwsClients.open(
                    AwsAccess.from(
                            Map.of(
                                    "AWS_REGION", "eu-west-1",
                                    "AWS_ACCESS_KEY_ID", "id",
                                    "AWS_SECRET_ACCESS_KEY", "secret",
                                    "AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:1",
                                    "AWS_ENDPOINT_URL_AUTO_SCALING", scaling.endpoint().toString()),
                            new Problems()),
                    new AwsClients.Load(1, 1, Duration.ofMinutes(1)),
                    new ApiMeter());
    private final AutoScalingClient client = aws.beside().autoscaling().orElseThrow();
    private Instant now = Instant.parse("2026-11-30T00:00:00Z");
    private boolean longAtWork;
    private final InstanceWatch watch = watch(instance, true, life);

    private InstanceWatch watch(SimulatedInstance on, boolean heedsRebalance, Lifecycle of) {
        Metadata metadata = new Imds(on.endpoint());
        Marks marks = new Marks(metadata, () -> now, ticker, heedsRebalance);
        return new InstanceWatch(
                metadata, marks, of, new GroupDuties(marks, this::duties, new Here()));
    }

    /** Does it at once. */
    private static final class Here extends AbstractExecutorService {
        private volatile boolean shut;

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {
            shut = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shut = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shut;
        }

        @Override
        public boolean isTerminated() {
            return shut;
        }

        @Override
        public boolean awaitTermination(long time, TimeUnit unit) {
            return shut;
        }
    }

    private GroupDuties.Duties duties(String id) {
        Membership membership =
                new Membership(() -> ScalingGroup.of(client, id), life, ticker, "sluice");
        return new GroupDuties.Duties(
                membership, new ScaleInProtection(membership, ticker), () -> longAtWork);
    }

    private static void join(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @BeforeEach
    void works() {
        instance.target("InService");
        life.ready();
        watch.tick();
    }

    @AfterEach
    void close() {
        aws.close();
        scaling.close();
        instance.close();
    }

    private void look(Duration later) {
        ticker.advance(later);
        now = now.plus(later);
        watch.tick();
    }

    private void look() {
        look(Duration.ofSeconds(5));
    }

    @Test
    void anIdleWorkerAsksAwsAtItsStartAlone() {
        List<String> start = List.of("DescribeAutoScalingInstances", "DescribeLifecycleHooks");
        assertThat(scaling.calls()).isEqualTo(start);
        for (int i = 0; i < 100; i++) {
            look();
        }

        assertThat(life.state()).isEqualTo(new State.Ready());
        assertThat(scaling.calls()).isEqualTo(start);
        assertThat(instance.given()).isEqualTo(1);
    }

    @Test
    void rule23_aSpotNoticeLeaves110SecondsByTheMonotonicClock() {
        instance.interrupt("2026-11-30T00:02:05Z");
        look();
        assertThat(life.state()).isInstanceOf(State.Draining.class);
        assertThat(life.left()).isEqualTo(Duration.ofSeconds(110));

        now = now.plus(Duration.ofDays(1)); // somebody sets the clock
        look();
        now = now.minus(Duration.ofDays(2));
        look();
        assertThat(life.left()).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void aNoticeThatCannotBeReadIsANotice() {
        instance.put("spot/instance-action", "soon");
        look();

        assertThat(life.left()).isEqualTo(Duration.ofSeconds(110));
    }

    @Test
    void aRebalanceRecommendationDrainsAndANoticeThenHurriesIt() {
        instance.recommendRebalance("2026-11-30T00:00:00Z");
        look();
        assertThat(life.left()).isEqualTo(CONFIGURED);

        instance.interrupt("2026-11-30T00:03:00Z");
        look(Duration.ofSeconds(60));
        assertThat(life.left()).isEqualTo(Duration.ofSeconds(105));
    }

    @Test
    void aRecommendationThatIsNotHeededChangesNothing() {
        instance.recommendRebalance("2026-11-30T00:00:00Z");
        watch(instance, false, life).tick();

        assertThat(life.state()).isEqualTo(new State.Ready());
    }

    @Test
    void aProtectionThatIsNotOursStays() {
        scaling.protect();
        InstanceWatch later = watch(instance, true, life);
        later.tick();
        longAtWork = true;
        later.tick();
        longAtWork = false;
        later.tick();
        later.farewell();

        assertThat(scaling.isProtected()).isTrue();
    }

    @Test
    void rule23_theGroupsHookBoundsTheDrainAndHearsWhenItIsOver() {
        instance.target("Terminated");
        scaling.terminate();
        look();
        assertThat(life.left()).isEqualTo(Duration.ofSeconds(HOOK - 10));

        watch.farewell();
        assertThat(scaling.state()).isEqualTo("Terminated");
        assertThat(scaling.calls()).doesNotContain("RecordLifecycleActionHeartbeat");
    }

    @Test
    void rule23_aLongDrainSendsHeartbeatsUntilWhatIsConfigured() {
        instance.target("Terminated");
        scaling.terminate();
        look();
        for (int second = 0; second < CONFIGURED.toSeconds() - 60; second += 5) {
            look();
        }

        assertThat(life.left()).isEqualTo(Duration.ofSeconds(60));
        assertThat(scaling.calls())
                .filteredOn("RecordLifecycleActionHeartbeat"::equals)
                .as("one for each half of the hook's time-out, while it would end first")
                .hasSize(11);
        assertThat(scaling.state()).isEqualTo("Terminating:Wait");
    }

    @Test
    void aDrainGoesOnByHeartbeatsThoughTheInstanceFallsSilent() {
        instance.target("Terminated");
        scaling.terminate();
        look();
        instance.tokens(SimulatedInstance.Tokens.REFUSED);
        instance.expireTokens();
        look(Duration.ofSeconds(200));

        assertThat(life.left()).isEqualTo(Duration.ofSeconds(HOOK - 10));
    }

    @Test
    void aMarkIsHeededThoughTheNextItemDoesNotCome() {
        instance.interrupt("2026-11-30T00:02:05Z");
        instance.breakOff("autoscaling/target-lifecycle-state");
        look();

        assertThat(life.state()).isInstanceOf(State.Draining.class);
    }

    @Test
    void eachMarkIsHeededThoughTheItemsBeforeItDoNotCome() {
        instance.breakOff("instance-id");
        instance.breakOff("spot/instance-action");
        instance.target("Terminated");
        Lifecycle other = new Lifecycle(_ -> {}, CONFIGURED, ticker);
        watch(instance, true, other).tick();
        assertThat(other.state()).isInstanceOf(State.Draining.class);

        look();
        assertThat(life.left()).isEqualTo(Duration.ofSeconds(HOOK - 10));
    }

    /** AWS does not answer at all. */
    @Test
    void rule23_aCallToAwsHidesNoNotice() {
        CountDownLatch answers = new CountDownLatch(1);
        Metadata metadata = new Imds(instance.endpoint());
        Marks marks = new Marks(metadata, () -> now, ticker, true);
        try (metadata;
                ExecutorService calls = Executors.newSingleThreadExecutor()) {
            GroupDuties slow =
                    new GroupDuties(
                            marks,
                            id -> {
                                join(answers);
                                return duties(id);
                            },
                            calls);
            InstanceWatch other = new InstanceWatch(metadata, marks, life, slow);
            other.tick();
            instance.interrupt("2026-11-30T00:02:05Z");
            other.tick();
            assertThat(life.state()).isInstanceOf(State.Draining.class);
            answers.countDown();
        }
    }

    @Test
    void aHeartbeatCountsFromWhenItWasSent() {
        instance.target("Terminated");
        scaling.terminate();
        look();
        scaling.beforeAnswers(() -> ticker.advance(Duration.ofSeconds(9)));
        look(Duration.ofSeconds(200));

        assertThat(life.left()).isEqualTo(Duration.ofSeconds(HOOK - 10 - 9));
    }

    @Test
    void aGroupThatCannotBeLookedUpAtFirstIsLookedUpAgain() {
        scaling.deny("DescribeLifecycleHooks");
        InstanceWatch other = watch(instance, true, life);
        other.tick();
        instance.target("Terminated");
        scaling.terminate();
        other.tick();
        assertThat(life.left()).isEqualTo(CONFIGURED);

        scaling.allowAll();
        ticker.advance(Duration.ofSeconds(20));
        other.tick();
        assertThat(life.left())
                .as("the hook has waited since the mark was seen, not since it was looked up")
                .isEqualTo(Duration.ofSeconds(HOOK - 30));
    }

    @Test
    void heartbeatsThatFailLeaveTheHooksEnd() {
        instance.target("Terminated");
        scaling.terminate();
        scaling.deny("RecordLifecycleActionHeartbeat");
        look();
        look(Duration.ofSeconds(200));

        assertThat(life.left()).isEqualTo(Duration.ofSeconds(HOOK - 210));
    }

    @Test
    void aHookThatWasChangedSinceTheStartIsTakenAsItIs() {
        scaling.hook(60);
        instance.target("Terminated");
        scaling.terminate();
        look();

        assertThat(life.left()).isEqualTo(Duration.ofSeconds(50));
    }

    @Test
    void aHookThatMayNoLongerBeLookedUpIsTakenAsItWas() {
        scaling.deny("DescribeLifecycleHooks");
        instance.target("Terminated");
        scaling.terminate();
        look();

        assertThat(life.left()).isEqualTo(Duration.ofSeconds(HOOK - 10));
        watch.farewell();
        assertThat(scaling.state()).isEqualTo("Terminated");
    }

    @Test
    void aSignalThatComesBeforeTheLookAtTheGroupCompletesTheHookToo() {
        life.leave(new Reason.Told());
        instance.target("Terminated");
        scaling.terminate();
        watch.farewell();

        assertThat(scaling.state()).isEqualTo("Terminated");
    }

    @Test
    void aWorkerThatLeavesOnItsOwnTellsTheGroupNothing() {
        life.leave(new Reason.Told());
        watch.farewell();

        assertThat(scaling.calls())
                .doesNotContain("CompleteLifecycleAction", "SetInstanceProtection");
    }

    @Test
    void anInstanceThatIsDetachedGoesOnWorking() {
        instance.target("Detached");
        look();

        assertThat(life.state()).isEqualTo(new State.Ready());
    }

    @Test
    void aLongJobIsProtectedFromScaleInUntilItIsSettled() {
        longAtWork = true;
        look();
        assertThat(scaling.isProtected()).isTrue();
        look();
        longAtWork = false;
        look();

        assertThat(scaling.isProtected()).isFalse();
        assertThat(scaling.calls()).filteredOn("SetInstanceProtection"::equals).hasSize(2);
    }

    @Test
    void protectionThatFailsIsTriedOnceAMinute() {
        scaling.deny("SetInstanceProtection");
        longAtWork = true;
        for (int second = 0; second < 120; second += 5) {
            look();
        }
        assertThat(scaling.calls()).filteredOn("SetInstanceProtection"::equals).hasSize(2);

        scaling.allowAll();
        look(Duration.ofMinutes(1));
        assertThat(scaling.isProtected()).isTrue();
    }

    @Test
    void aWorkerThatEndsLeavesNoProtectionBehind() {
        longAtWork = true;
        look();
        longAtWork = false;
        watch.farewell();

        assertThat(scaling.isProtected()).isFalse();
    }

    @Test
    void anInstanceInNoGroupCallsNothing() {
        try (SimulatedInstance alone = new SimulatedInstance("i-2")) {
            InstanceWatch other = watch(alone, true, life);
            List<String> before = scaling.calls();
            longAtWork = true;
            other.tick();
            other.farewell();
            assertThat(scaling.calls()).isEqualTo(before);
        }
        assertThat(life.state()).isEqualTo(new State.Ready());
    }

    @Test
    void aServiceThatFallsSilentAndComesBackLosesNoMark() {
        instance.tokens(SimulatedInstance.Tokens.REFUSED);
        instance.expireTokens();
        look();
        assertThat(life.state()).isEqualTo(new State.Ready());

        instance.tokens(SimulatedInstance.Tokens.GIVEN);
        instance.interrupt("2026-11-30T00:02:00Z");
        look();
        assertThat(life.state()).isInstanceOf(State.Draining.class);
    }

    /** The one test here with a thread: nothing may be taken before the first look. */
    @Test
    void rule23_aMarkThatIsThereAtTheStartIsSeenBeforeTheWorkerIsReady() {
        for (int i = 0; i < 50; i++) {
            Lifecycle starting = new Lifecycle(_ -> {}, CONFIGURED, Ticker.system());
            instance.target("Terminated");
            try (InstanceWatch started = watch(instance, true, starting)) {
                started.begin();
                started.awaitFirstLook();
                assertThat(starting.ready()).isFalse();
            }
        }
    }
}
