package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.fake.FakeS3;
import dev.sluice.worker.fake.FakeSqs;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.flow.Tally.Event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Messages of a packed pipeline from hand-over to their end; a pack never waits long enough. */
@Timeout(300)
class PackedMessagesTest extends OneLane {
    private static final String PACK = "put acme/saved-result/packs/cats/";

    @Override
    Pipeline pipeline() {
        return Jobs.packed(50, 1_000_000, Duration.ofHours(1));
    }

    /** A message for a picture that was deleted; it fails, and so never brings a line. */
    private static Received deleted() {
        return FakeSqs.message(9, 1, JobCodec.write(Jobs.job("acme", "gone")));
    }

    @Test
    void rule19_thePackIsWrittenThenTheRowThenTheMessageGoes() throws InterruptedException {
        receive(first());
        finish();

        assertThat(calls.all()).hasSize(4);
        assertThat(calls.all().get(1)).startsWith(PACK);
        assertThat(calls.all().subList(2, 4)).containsExactly("row completed", "delete r1");
        assertThat(dynamodb.text("resultKey").map(key -> "put " + key))
                .contains(calls.all().get(1));
        assertThat(dynamodb.written.get("resultOffset").n()).isEqualTo("0");
        assertThat(dynamodb.written.get("resultLength").n())
                .isEqualTo(Integer.toString(s3.contents.values().iterator().next().length));
        assertThat(tally.of(Event.COMPLETED)).isOne();
    }

    @Test
    void rule19_whoWaitsInAPackHoldsAPermitAndNoMemory() throws InterruptedException {
        CountDownLatch going = new CountDownLatch(1);
        calls.on("row failed", () -> awaitUninterruptibly(going));
        receive(deleted(), first());
        await().until(() -> !calls.starting("row failed").isEmpty());
        await().until(this::runs);
        await().until(() -> memory.used() == 0);
        assertThat(downloads.used()).isZero();
        assertThat(permits.taken()).isEqualTo(2);
        assertThat(leases.size()).isEqualTo(2);
        assertThat(calls.starting("put")).isEmpty(); // the other may still bring a line

        going.countDown();
        finish();

        assertThat(calls.starting(PACK)).hasSize(1);
        assertThat(tally.settled()).isEqualTo(2);
    }

    @Test
    void rule19_aFailedPutReturnsAllOfItToRetry() throws InterruptedException {
        calls.fail("put", FakeS3.status(503));
        CountDownLatch all = new CountDownLatch(3);
        calls.on(
                "get",
                () -> {
                    all.countDown();
                    awaitUninterruptibly(all);
                });

        receive(
                FakeSqs.message(1, 1, BODY),
                FakeSqs.message(2, 1, BODY),
                FakeSqs.message(3, 1, BODY));
        finish();

        assertThat(calls.starting("hide")).hasSize(3);
        assertThat(calls.starting("row")).isEmpty();
        assertThat(calls.starting("delete")).isEmpty();
        assertThat(tally.of(Event.RETRIED)).isEqualTo(3);
    }

    @Test
    void rule23_whoIsCutShortWhileItWaitsIsGivenBackAtOnce() throws InterruptedException {
        CountDownLatch going = new CountDownLatch(1);
        calls.on(
                "row failed",
                () -> {
                    while (going.getCount() > 0) {
                        try {
                            going.await();
                        } catch (InterruptedException e) {
                            continue; // as a call that does not hear of it
                        }
                    }
                });
        receive(deleted(), first());
        await().until(() -> !calls.starting("row failed").isEmpty());
        await().until(this::runs);
        await().until(() -> memory.used() == 0);

        leases.cutShort();
        await().until(() -> calls.all().contains("hide 0 r1"));
        going.countDown();
        finish();

        assertThat(calls.starting("row completed")).isEmpty();
        assertThat(tally.of(Event.RETRIED)).isOne();
    }

    @Test
    void rule19_anOldUploadThatFinishesLastLeavesTheRowAndIsCountedAsSettledBefore()
            throws InterruptedException {
        dynamodb.settled = true; // the row's condition is the fence

        receive(first());
        finish();

        assertThat(calls.all()).last().isEqualTo("delete r1");
        assertThat(dynamodb.written).isEmpty();
        assertThat(tally.of(Event.DUPLICATE)).isOne();
        assertThat(tally.of(Event.COMPLETED)).isZero();
    }

    @Test
    void rule19_messagesOfOneReceiveShareAPack() throws InterruptedException {
        List<Received> ten =
                java.util.stream.IntStream.range(0, 10)
                        .mapToObj(i -> FakeSqs.message(i, 1, BODY))
                        .toList();

        receive(ten.toArray(Received[]::new));
        finish();

        assertThat(calls.starting(PACK)).hasSize(1);
        assertThat(calls.starting("row completed")).hasSize(10);
        assertThat(tally.of(Event.COMPLETED)).isEqualTo(10);
    }
}
