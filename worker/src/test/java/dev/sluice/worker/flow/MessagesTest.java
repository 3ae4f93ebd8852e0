package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.OddPictures;
import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.worker.fake.FakeS3;
import dev.sluice.worker.fake.FakeSqs;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.flow.Tally.Event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** One message from hand-over to its end. */
@Timeout(300)
class MessagesTest extends OneLane {
    @Test
    void aMessageGoesItsWayAndItsPermitComesBackLast() throws InterruptedException {
        receive(first());
        finish();

        assertThat(calls.all())
                .containsExactly(
                        "get acme/cats/tom.jpg",
                        "put acme/result/tom_result.json",
                        "row completed",
                        "delete r1");
        assertThat(dynamodb.written.get("metadata").m().get("answer").n()).isEqualTo("40.0");
        assertThat(tally.of(Event.COMPLETED)).isOne();
    }

    @Test
    void rule18_messagesOfOneReceiveJoinOneBatch() throws InterruptedException {
        CountDownLatch all = new CountDownLatch(5);
        calls.on(
                "get",
                () -> {
                    all.countDown();
                    awaitUninterruptibly(all);
                });
        Received[] five = new Received[5];
        for (int i = 0; i < five.length; i++) {
            five[i] = FakeSqs.message(i, 1, BODY);
        }
        // the settable clock stands still, so maxDelay never fires: only "nothing more" can
        receive(five);
        finish();

        assertThat(batcher.use().meanBatch()).isEqualTo(5);
    }

    @Test
    void rule05_aRepeatThatWasCompletedIsDeletedWithoutWork() throws InterruptedException {
        dynamodb.row.putAll(
                Map.of(
                        "processingStatus", AttributeValue.fromS("completed"),
                        "s3Key", AttributeValue.fromS(Jobs.KEY),
                        "generation", AttributeValue.fromS(Jobs.GENERATION.value())));

        receive(repeat(2));
        finish();

        assertThat(calls.all()).containsExactly("read row", "delete r1");
    }

    @Test
    void rule05_aRepeatThatANewerUploadReplacedIsDeletedWithoutWork() throws InterruptedException {
        dynamodb.row.putAll(
                Map.of(
                        "processingStatus", AttributeValue.fromS("pending"),
                        "s3Key", AttributeValue.fromS(Jobs.KEY),
                        "generation", AttributeValue.fromS(Jobs.NEWER.value())));

        receive(repeat(2));
        finish();

        assertThat(calls.all()).containsExactly("read row", "delete r1");
        assertThat(tally.of(Event.SUPERSEDED)).isOne();
    }

    @Test
    void rule02_anOverwrittenUploadSettlesNothingIfItsRowIsOfANewerOne()
            throws InterruptedException {
        s3.eTag = "another";
        dynamodb.row.putAll(
                Map.of(
                        "s3Key", AttributeValue.fromS(Jobs.KEY),
                        "generation", AttributeValue.fromS(Jobs.NEWER.value())));
        receive(first());
        finish();

        assertThat(calls.starting("row")).isEmpty();
        assertThat(calls.all()).last().isEqualTo("delete r1");
    }

    @Test
    void rule02_anOverwrittenUploadIsTriedAgainAsLongAsNoRowTellsOfANewerOne()
            throws InterruptedException {
        s3.eTag = "another";
        receive(first());
        finish();

        assertThat(calls.starting("delete")).isEmpty();
        assertThat(calls.all()).last().asString().startsWith("hide ");
    }

    @Test
    void rule02_theLastAttemptAnswersForWhatStandsThere() throws InterruptedException {
        s3.eTag = "another";
        receive(repeat(2));
        finish();
        assertThat(calls.starting("row")).isEmpty();

        receive(repeat(3));
        finish();

        assertThat(tally.of(Event.COMPLETED)).isOne();
    }

    @Test
    void rule02_aDeletedUploadFails() throws InterruptedException {
        s3.uploads.clear();
        receive(first());
        finish();

        assertThat(dynamodb.text("failureReason").orElse("")).startsWith("object-deleted: ");
        assertThat(calls.all()).last().isEqualTo("delete r1");
    }

    @Test
    void rule02_anUploadThatMayNotBeReadIsTriedAgain() throws InterruptedException {
        calls.fail("get", FakeS3.status(403));
        receive(repeat(9));
        finish();

        assertThat(calls.all()).last().asString().startsWith("hide ");
        assertThat(calls.starting("row")).isEmpty();
    }

    @Test
    void aFileThatIsNoPictureFailsAtOnce() throws InterruptedException {
        s3.uploads.put(Jobs.KEY, OddPictures.TEXT.bytes());
        receive(first());
        finish();

        assertThat(dynamodb.text("failureReason").orElse("")).startsWith("not-a-picture: ");
        assertThat(calls.all()).last().isEqualTo("delete r1");
    }
}
