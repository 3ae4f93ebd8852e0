package dev.sluice.worker.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.aws.ObjectStore.StoreUnavailable;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.worker.fake.Calls;
import dev.sluice.worker.fake.FakeS3;
import dev.sluice.worker.fake.FakeSqs;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.fake.SettableTicker;
import dev.sluice.worker.intake.Hold;
import dev.sluice.worker.intake.Intake;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.intake.Lease.LeaseLost;
import dev.sluice.worker.intake.Leases;
import dev.sluice.worker.intake.Permits;
import dev.sluice.worker.intake.Upstream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

@Timeout(300)
class PacksTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final long ANY = 1_000_000;

    private final Calls calls = new Calls();
    private final FakeS3 s3 = new FakeS3(calls);
    private final SettableTicker ticker = new SettableTicker();
    private final Leases leases =
            new Leases(new FakeSqs(calls).queue(), Duration.ofSeconds(60), ticker);
    private final Intake intake = new Intake(new Permits(1000), leases, new Upstream());
    private int received;

    private Packs packs(int lines, long bytes, Duration maxDelay) {
        return new Packs(
                new ObjectStore(s3),
                "results",
                Jobs.packed(lines, bytes, maxDelay),
                intake.upstream(),
                InstantSource.fixed(Instant.parse("2026-11-21T08:00:00Z")));
    }

    /** A job on a thread of its own, somewhere before or in {@link Packs#store}. */
    private final class Working {
        private final Job job;
        private final Hold hold;
        private final Lease lease;
        private final CompletableFuture<ResultPlace> stored = new CompletableFuture<>();
        private Thread thread = Thread.currentThread();

        Working(String customerID) {
            received++;
            job = Jobs.job(customerID, "image-" + received);
            hold = intake.hold(FakeSqs.message(received), ticker.nanos());
            lease = hold.lease();
            lease.work().start(Duration.ofSeconds(30));
        }

        byte[] document() {
            return ("{\"image_id\":\"" + job.imageID() + "\"}").getBytes(UTF_8);
        }

        Working stores(Packs packs) {
            thread =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try (Lease.Calls _ = lease.calls()) {
                                            stored.complete(
                                                    packs.store(job, Jobs.IDS, document(), hold)
                                                            .orElseThrow());
                                        } catch (Throwable e) {
                                            stored.completeExceptionally(e);
                                        }
                                    });
            return this;
        }

        /** Returns once the line is in a pack that is not sealed. */
        Working waitsIn(Packs packs) {
            stores(packs);
            await().until(() -> thread.getState() == Thread.State.WAITING);
            return this;
        }

        ResultPlace.InPack place() throws Exception {
            return (ResultPlace.InPack) stored.get();
        }

        Throwable failure() {
            try {
                throw new AssertionError("stored at " + stored.get());
            } catch (ExecutionException e) {
                return e.getCause();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Whether the place holds this job's document and nothing else. */
        void isStored() throws Exception {
            ResultPlace.InPack place = place();
            byte[] pack = s3.contents.get(place.key());
            assertThat(Gunzip.range(pack, place)).isEqualTo(new String(document(), UTF_8) + "\n");
        }
    }

    private Working job() {
        return new Working("acme");
    }

    private List<String> puts() {
        return calls.starting("put");
    }

    @Test
    void rule19_aPackGoesWhenItHasItsLines() throws Exception {
        Packs packs = packs(3, ANY, NEVER);
        Working upstream = job();
        Working one = job().waitsIn(packs);
        Working two = job().waitsIn(packs);
        assertThat(puts()).isEmpty();

        Working three = job().stores(packs);

        one.isStored();
        two.isStored();
        three.isStored();
        assertThat(puts()).hasSize(1);
        assertThat(one.place().key())
                .isEqualTo(two.place().key())
                .matches(
                        "acme/saved-result/packs/cats/20261121T080000Z-[0-9a-f-]{36}\\.jsonl\\.gz");
        assertThat(upstream.lease.alive()).isTrue();
    }

    @Test
    void rule19_aPackGoesWhenItHasItsBytes() throws Exception {
        Working upstream = job();
        Working one = job();
        int line = GzipLine.of(one.document()).length;
        Packs packs = packs(50, line + 1, NEVER);
        one.waitsIn(packs);
        assertThat(puts()).isEmpty();

        Working two = job().stores(packs);

        one.isStored();
        two.isStored();
        assertThat(puts()).hasSize(1);
        assertThat(upstream.lease.alive()).isTrue();
    }

    @Test
    void rule19_aPackGoesWhenItsFirstLineHasWaitedLongEnough() throws Exception {
        Working upstream = job();

        Working one = job().stores(packs(50, ANY, Duration.ofMillis(20)));

        one.isStored();
        assertThat(upstream.lease.alive()).isTrue();
    }

    @Test
    void rule19_aJobAloneWaitsForNothing() throws Exception {
        Packs packs = packs(50, ANY, NEVER);
        for (int i = 0; i < 3; i++) {
            Working alone = job().stores(packs);
            alone.isStored();
            // as long as its row and its delete take, it is in hand but brings no more lines
        }
        assertThat(puts()).hasSize(3);
    }

    @Test
    void rule19_aPackGoesWhenTheLastMessageUpstreamEndsWithoutALine() throws Exception {
        Packs packs = packs(50, ANY, NEVER);
        Working rejected = job();
        Working one = job().waitsIn(packs);
        assertThat(puts()).isEmpty();

        rejected.hold.release();

        one.isStored();
    }

    @Test
    void rule19_twoCustomersNeverShareAPack() throws Exception {
        Packs packs = packs(50, ANY, NEVER);
        Working last = new Working("beta");
        Working one = job().waitsIn(packs);
        Working two = new Working("beta").waitsIn(packs);
        Working three = job().waitsIn(packs);

        last.stores(packs);

        for (Working each : List.of(one, two, three, last)) {
            each.isStored();
            assertThat(each.place().key()).startsWith(each.job.customerID() + "/");
        }
        assertThat(puts()).hasSize(2);
    }

    @Test
    void rule19_aFailedPutFailsAllThatWait() {
        Packs packs = packs(3, ANY, NEVER);
        calls.fail("put", FakeS3.status(503));
        List<Working> all = List.of(job(), job(), job());

        all.forEach(each -> each.stores(packs));

        assertThat(all)
                .allSatisfy(
                        each ->
                                assertThat(each.failure())
                                        .isInstanceOf(StoreUnavailable.class)
                                        .hasMessageContaining("saved-result/packs"));
        assertThat(puts()).hasSize(1);
    }

    @Test
    void aBugInThePutIsHeardOfByAllThatWait() {
        Packs packs = packs(2, ANY, NEVER);
        calls.on(
                "put",
                () -> {
                    throw new AssertionError("an error, not an exception");
                });
        List<Working> all = List.of(job(), job());

        all.forEach(each -> each.stores(packs));

        assertThat(all)
                .allSatisfy(
                        each ->
                                assertThat(each.failure())
                                        .hasRootCauseMessage("an error, not an exception"));
    }

    @Test
    void rule19_oneThatIsCutOffTakesNoOtherWithIt() throws Exception {
        Packs packs = packs(50, ANY, NEVER);
        Working last = job();
        Working cut = job().waitsIn(packs);
        Working stays = job().waitsIn(packs);

        cut.lease.ownedBy(cut.thread);
        cut.lease.cut(Lease.Ending.CUT_SHORT);
        assertThat(cut.failure()).isInstanceOf(InterruptedException.class);
        cut.hold.release();
        assertThat(puts()).isEmpty();
        last.stores(packs);

        stays.isStored();
        last.isStored();
        assertThat(puts()).hasSize(1);
    }

    @Test
    void rule12_waitingForAPackIsNotWork() throws Exception {
        Packs packs = packs(50, ANY, NEVER);
        Working upstream = job();
        Working one = job().waitsIn(packs);
        one.lease.ownedBy(one.thread);

        ticker.advance(Duration.ofSeconds(31)); // limits.timeout is 30 s, the lease 60 s
        leases.tick();

        assertThat(upstream.lease.ending()).contains(Lease.Ending.TIMED_OUT);
        assertThat(one.lease.ending()).isEmpty();
        upstream.hold.release();
        one.isStored();
    }

    @Test
    void rule08_aLeaseThatIsOverAddsNoLine() {
        Packs packs = packs(50, ANY, NEVER);
        Working late = job();
        ticker.advance(Duration.ofSeconds(60));

        assertThat(late.stores(packs).failure()).isInstanceOf(LeaseLost.class);
        assertThat(puts()).isEmpty();
    }

    @Test
    void rule08_aPackOfWhichEveryLeaseIsOverIsNotWritten() {
        Packs packs = packs(50, ANY, NEVER);
        Working upstream = job();
        Working frozen = job().waitsIn(packs);
        ticker.advance(Duration.ofSeconds(60));

        upstream.hold.release();

        assertThat(frozen.failure()).isInstanceOf(LeaseLost.class);
        assertThat(puts()).isEmpty();
    }

    @Test
    void aPackSaysWhatItIsAndReplacesNothing() throws Exception {
        job().stores(packs(1, ANY, NEVER)).isStored();

        assertThat(s3.lastPut.contentType()).isEqualTo("application/gzip");
        assertThat(s3.lastPut.contentEncoding())
                .as("or clients would unpack by themselves")
                .isNull();
        assertThat(s3.lastPut.ifNoneMatch()).isEqualTo("*");
        assertThat(s3.lastPut.bucket()).isEqualTo("results");
    }

    @Test
    void rule19_underLoadEveryLineIsStoredOnceInItsPlace() throws Exception {
        Packs packs = packs(7, ANY, NEVER);
        List<Working> all =
                java.util.stream.IntStream.range(0, 200)
                        .mapToObj(i -> new Working("customer-" + i % 3))
                        .toList();

        for (Working each : all) {
            each.stores(packs);
            each.stored.whenComplete(
                    (place, failure) -> {
                        each.hold.release();
                    });
        }

        for (Working each : all) {
            each.isStored();
        }
        assertThat(puts()).hasSize(3 * (67 / 7 + 1)); // 67, 67 and 66 lines
        assertThat(
                        s3.contents.values().stream()
                                .mapToLong(pack -> Gunzip.all(pack).lines().count())
                                .sum())
                .isEqualTo(200);
        assertThatExceptionOfType(LeaseLost.class)
                .as("the check can fail")
                .isThrownBy(
                        () -> {
                            ticker.advance(Duration.ofSeconds(60));
                            all.getFirst().lease.check();
                        });
    }
}
