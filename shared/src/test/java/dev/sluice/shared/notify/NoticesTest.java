package dev.sluice.shared.notify;

import static dev.sluice.shared.notify.Channel.Kind.QUEUE;
import static dev.sluice.shared.notify.Channel.Kind.WEBHOOK;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.shared.notify.Notices.Count;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

@Timeout(300)
class NoticesTest {
    private static final NoticeSettings.Targets TARGETS =
            new NoticeSettings.Targets(
                    Optional.empty(), Optional.of("told"), Optional.empty(), Optional.empty());

    private final HandSetClock clock = new HandSetClock();
    private final FakeOutlet outlet = new FakeOutlet(WEBHOOK, 1);
    private final Notices notices = notices(outlet);

    private Notices notices(Outlet... outlets) {
        return new Notices(
                new NoticeSettings(NoticeSettings.Targets.NONE, Map.of("scans", TARGETS)),
                targets -> targets.equals(TARGETS) ? List.of(outlets) : List.of(),
                clock,
                clock);
    }

    private static void tell(Notices notices, Notification... all) throws InterruptedException {
        notices.tell(List.of(all), () -> true, Notices.BUDGET);
    }

    private static long lost(Notices notices) {
        return notices.counts().getOrDefault(new Count("scans", WEBHOOK, false), 0L);
    }

    private static long sent(Notices notices) {
        return notices.counts().getOrDefault(new Count("scans", WEBHOOK, true), 0L);
    }

    @Test
    void aNotificationLinksToWhereItsJobIsSeen() throws Exception {
        JobLink link =
                JobLink.parse("https://x.test/job?customer={customerID}&item={rowID}")
                        .orElseThrow();
        NoticeSettings.Targets linked =
                new NoticeSettings.Targets(
                        Optional.empty(), Optional.of("told"), Optional.empty(), Optional.of(link));
        Notices own =
                new Notices(
                        new NoticeSettings(linked, Map.of()), _ -> List.of(outlet), clock, clock);

        AtomicReference<String> body = new AtomicReference<>();
        outlet.receiver =
                (told, _) -> {
                    body.set(told.body());
                    return new Answer.Sent();
                };

        tell(own, Told.completed("a b&c"));

        assertThat(body.get())
                .contains("\"link\":\"https://x.test/job?customer=acme&item=a%20b%26c\"")
                .contains("\"status\":\"completed\"");
    }

    @Test
    void nobodyIsToldOfAPipelineThatNobodyNamed() throws Exception {
        assertThat(notices.wanted("scans")).isTrue();
        assertThat(notices.wanted("others")).isFalse();
        assertThat(Notices.none().wanted("scans")).isFalse();
        assertThat(notices).hasToString("none");
    }

    @Test
    void everyChannelIsToldAndCountedAlone() throws Exception {
        FakeOutlet queue = new FakeOutlet(QUEUE, 10);
        outlet.receiver = (_, _) -> new Answer.Refused("it answered 400");
        Notices both = notices(outlet, queue);

        tell(both, Told.completed("a"));

        assertThat(outlet.sent).containsExactly(List.of(Told.completed("a").id()));
        assertThat(queue.sent).isEqualTo(outlet.sent);
        assertThat(both).hasToString("scans queue sent 1, scans webhook lost 1");
    }

    @Test
    void whatPassesIsTriedAgainWithPausesAndWhatDoesNotIsNot() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        outlet.receiver =
                (_, _) ->
                        calls.incrementAndGet() < 3
                                ? new Answer.Later("it answered 503")
                                : new Answer.Sent();
        long before = clock.nanos();

        tell(notices, Told.completed("a"));

        assertThat(calls).hasValue(3);
        assertThat(sent(notices)).isEqualTo(1);
        assertThat(Duration.ofNanos(clock.nanos() - before))
                .isBetween(Duration.ofMillis(300), Duration.ofMillis(600));

        for (Answer last :
                List.of(
                        new Answer.Refused("it answered 400"),
                        new Answer.Closed("it answered 404"))) {
            calls.set(0);
            outlet.receiver =
                    (_, _) -> {
                        calls.incrementAndGet();
                        return last;
                    };
            tell(notices, Told.completed("b"));
            assertThat(calls).hasValue(1);
        }
        assertThat(lost(notices)).isEqualTo(2);
    }

    @Test
    void theBudgetEndsTheTriesAndTheLossIsCounted() throws Exception {
        outlet.receiver =
                (_, within) -> {
                    Duration longest = Duration.ofSeconds(2);
                    clock.advance(within.compareTo(longest) < 0 ? within : longest);
                    return new Answer.Later("no answer");
                };
        long before = clock.nanos();

        tell(notices, Told.completed("a"));

        assertThat(Duration.ofNanos(clock.nanos() - before)).isLessThanOrEqualTo(Notices.BUDGET);
        assertThat(outlet.sent).hasSizeBetween(2, 3);
        assertThat(lost(notices)).isEqualTo(1);
    }

    /**
     * A thousand jobs one after the other, each 100 ms after the last, while a webhook hangs: what
     * they wait for it together is counted on a clock that only pauses, calls and jobs move.
     */
    @Test
    void aWebhookThatHangsForAnHourCostsJobsNextToNothing() throws Exception {
        Duration job = Duration.ofMillis(100);
        int jobs = 36_000;
        outlet.receiver =
                (_, within) -> {
                    clock.advance(within);
                    return new Answer.Later("no answer");
                };
        long before = clock.nanos();

        for (int i = 0; i < jobs; i++) {
            clock.advance(job);
            tell(notices, Told.completed("a"));
        }

        Duration waited = Duration.ofNanos(clock.nanos() - before).minus(job.multipliedBy(jobs));
        Duration hour = Duration.ofNanos(clock.nanos() - before);
        long pauses = hour.dividedBy(Breaker.PAUSE) + Breaker.FAILURES;
        assertThat(outlet.sent.size()).as("calls").isLessThanOrEqualTo((int) pauses);
        assertThat(waited)
                .as("waited by all jobs together")
                .isLessThanOrEqualTo(Notices.BUDGET.multipliedBy(pauses))
                .isLessThan(hour.dividedBy(5));
        assertThat(lost(notices)).isEqualTo(jobs);
    }

    @Test
    void aReceiverThatIsBackIsToldAgainAfterOneTry() throws Exception {
        outlet.receiver = (_, _) -> new Answer.Later("it answered 500");
        for (int i = 0; i < 20; i++) {
            tell(notices, Told.completed("a"));
        }
        int calls = outlet.sent.size();
        outlet.receiver = (_, _) -> new Answer.Sent();

        tell(notices, Told.completed("b"));
        assertThat(outlet.sent).as("it rests").hasSize(calls);
        clock.advance(Breaker.PAUSE);
        tell(notices, Told.completed("c"));
        tell(notices, Told.completed("d"));

        assertThat(sent(notices)).isEqualTo(2);
        assertThat(outlet.sent).hasSize(calls + 2);
    }

    @Test
    void whoeverRefusesOneNotificationIsToldTheOthers() throws Exception {
        outlet.receiver = (_, _) -> new Answer.Refused("it answered 422");
        for (int i = 0; i < 20; i++) {
            tell(notices, Told.completed("a"));
        }
        assertThat(outlet.sent).hasSize(20);
    }

    @Test
    void jobsShareACallWhereTheProtocolKnowsBatches() throws Exception {
        FakeOutlet queue = new FakeOutlet(QUEUE, 10);
        Notices batched = notices(queue);

        tell(
                batched,
                IntStream.range(0, 25)
                        .mapToObj(i -> Told.completed("scan-" + i))
                        .toArray(Notification[]::new));

        assertThat(queue.sent.stream().map(List::size)).containsExactlyInAnyOrder(10, 10, 5);
        assertThat(queue.sent.stream().flatMap(List::stream).distinct()).hasSize(25);
    }

    @Test
    void ofABatchOnlyWhatFailedIsSentAgain() throws Exception {
        FakeOutlet queue = new FakeOutlet(QUEUE, 10);
        String slow = Told.completed("b").id();
        AtomicInteger tries = new AtomicInteger();
        queue.receiver =
                (notification, _) ->
                        notification.id().equals(slow) && tries.incrementAndGet() == 1
                                ? new Answer.Later("InternalError")
                                : new Answer.Sent();
        Notices batched = notices(queue);

        tell(batched, Told.completed("a"), Told.completed("b"));

        assertThat(queue.sent)
                .containsExactly(List.of(Told.completed("a").id(), slow), List.of(slow));
        assertThat(batched).hasToString("scans queue sent 2");
    }

    @Test
    void rule8_nothingIsSentForAJobThatIsInOtherHands() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        outlet.receiver = (_, _) -> new Answer.Later("it answered 500");

        notices.tell(
                List.of(Told.completed("a")), () -> asked.incrementAndGet() == 1, Notices.BUDGET);

        assertThat(outlet.sent).hasSize(1);
    }

    @Test
    void aJobThatIsCutOffWaitsNoLongerAndLosesNothing() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        outlet.receiver =
                (_, _) -> {
                    called.countDown();
                    never.await();
                    return new Answer.Sent();
                };
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> job =
                    thread.submit(
                            () -> {
                                assertThatExceptionOfType(InterruptedException.class)
                                        .isThrownBy(() -> tell(notices, Told.completed("a")));
                                return null;
                            });
            called.await();
            thread.shutdownNow();
            job.get();
        } finally {
            never.countDown();
        }
        assertThat(notices.counts()).isEmpty();
    }

    @Test
    void aBugInAChannelIsALossAndNoMore() throws Exception {
        outlet.receiver =
                (_, _) -> {
                    throw new IllegalStateException("a bug, as this test wants it");
                };
        ch.qos.logback.classic.Logger log =
                (ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger(Sender.class);
        log.setLevel(ch.qos.logback.classic.Level.OFF);
        try {
            tell(notices, Told.completed("a"));
        } finally {
            log.setLevel(null);
        }
        assertThat(lost(notices)).isEqualTo(1);
    }

    @Test
    void closingClosesTheChannels() {
        notices.close();

        assertThat(outlet.closed).isTrue();
    }
}
