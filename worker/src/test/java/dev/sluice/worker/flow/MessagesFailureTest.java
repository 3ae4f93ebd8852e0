package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.worker.fake.FakeS3;
import dev.sluice.worker.fake.FakeSqs;
import dev.sluice.worker.flow.Tally.Event;
import dev.sluice.worker.model.FakeRunner;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** What goes wrong on the way, and who pays for it. */
@Timeout(300)
class MessagesFailureTest extends OneLane {
    @ParameterizedTest
    @ValueSource(strings = {"get", "put", "row"})
    void rule10_aStepThatFailsEndsInRetryAndNoDelete(String step) throws InterruptedException {
        calls.fail(
                step,
                step.equals("row")
                        ? DynamoDbException.builder().message("throttled").build()
                        : FakeS3.status(503));

        receive(first());
        finish();

        assertThat(calls.starting("delete")).isEmpty();
        assertThat(calls.starting("hide")).hasSize(1);
        assertThat(tally.of(Event.RETRIED)).isOne();
    }

    @Test
    void rule10_aPictureTheModelRefusesGetsItsAttempts() throws InterruptedException {
        receive(first()); // so that the model is proven
        finish();
        runner.failOn(5);
        input = 5;

        receive(repeat(2));
        finish();
        assertThat(calls.starting("row failed")).isEmpty();

        receive(repeat(3));
        finish();
        assertThat(dynamodb.text("failureReason").orElse("")).startsWith("attempts-exhausted: ");
        assertThat(worker.wasBroken()).isFalse();
    }

    @Test
    void rule14_aModelThatFailsOnEverythingMarksNoPictureFailed() throws InterruptedException {
        runner.failOn(4);
        runner.failOn(FakeRunner.WARM_UP);

        receive(repeat(3));
        finish();

        assertThat(calls.starting("row")).isEmpty();
        assertThat(calls.all()).last().asString().matches("hide (1[2-9]\\d|2[0-3]\\d|240) r1");
        assertThat(worker.wasBroken()).isTrue();
    }

    @Test
    void aMessageThatIsNoJobIsGivenBackAndEndsInTheDeadLetters() throws InterruptedException {
        receive(FakeSqs.message(1, 1, "hello"));
        finish();

        assertThat(calls.all()).singleElement().asString().startsWith("hide ");
        receive(first()); // and the model does not wait for it
        finish();
        assertThat(tally.of(Event.COMPLETED)).isOne();
    }

    @Test
    void aJobOfAnotherPipelineIsNoJobHere() throws InterruptedException {
        receive(FakeSqs.message(1, 1, BODY.replace("\"pipeline\":\"cats\"", "\"pipeline\":\"x\"")));
        finish();

        assertThat(calls.all()).singleElement().asString().startsWith("hide ");
    }

    @Test
    void rule22_aJobForAnotherVersionIsDoneWithTheOneInServiceAndSaysSo() throws Exception {
        receive(
                FakeSqs.message(
                        1, 1, BODY.replace("\"modelVersion\":\"1\"", "\"modelVersion\":\"0\"")));
        finish();

        assertThat(tally.of(Event.COMPLETED)).isOne();
        assertThat(dynamodb.text("modelVersion")).contains("1");
        assertThat(new String(s3.contents.get("acme/result/tom_result.json"), UTF_8))
                .contains("\"modelVersion\":\"1\"");
    }

    @Test
    void rule08_aJobWhoseLeaseIsLostSettlesNothing() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        runner.hold(gate);
        receive(first());
        await().until(() -> calls.all().size() == 1 && runs());
        ticker.advance(Duration.ofSeconds(60));
        leases.tick();
        finish();
        gate.countDown();

        assertThat(calls.all()).containsExactly("get acme/cats/tom.jpg");
        assertThat(tally.of(Event.LEASE_LOST)).isOne();
    }

    @Test
    void rule10_aJobThatTimesOutIsTriedAgainUntilItsLastAttempt() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        working = gate;
        receive(repeat(3));
        await().until(() -> atWork);
        ticker.advance(Duration.ofSeconds(30));
        leases.tick();
        finish();

        assertThat(dynamodb.text("failureReason").orElse("")).startsWith("timeout: ");
        assertThat(calls.all()).last().isEqualTo("delete r1");
    }

    @Test
    void rule12_aJobDoesNotTimeOutWhileItWaitsForTheModel() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        runner.hold(gate);
        receive(repeat(3));
        await().until(this::runs);
        for (int i = 0; i < 30; i++) {
            ticker.advance(Duration.ofSeconds(10));
            leases.tick();
        }
        gate.countDown();
        finish();

        assertThat(tally.of(Event.COMPLETED)).isOne();
    }

    @Test
    void rule10_theQueuesPatienceIsForJobsThatKillTheirWorker() throws InterruptedException {
        int last = pipeline.limits().receives();
        calls.fail("get", FakeS3.status(503));

        receive(repeat(last));
        finish();

        assertThat(calls.starting("hide")).isEmpty();
        assertThat(calls.starting("send")).singleElement().asString().matches("send (null|\\d+)");
        assertThat(calls.all()).last().isEqualTo("delete r1");
    }

    @Test
    void aJobThatIsSentAnewStaysInItsTrace() throws InterruptedException {
        String header =
                "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
        Received last = repeat(pipeline.limits().receives());
        calls.fail("get", FakeS3.status(503));

        receive(
                new Received(
                        last.messageID(),
                        last.receipt(),
                        last.body(),
                        last.receiveCount(),
                        last.sentMillis(),
                        Optional.of(header)));
        finish();

        assertThat(sqs.sent)
                .singleElement()
                .extracting(
                        sent ->
                                sent.messageSystemAttributes()
                                        .get(MessageSystemAttributeNameForSends.AWS_TRACE_HEADER)
                                        .stringValue())
                .isEqualTo(header);
    }

    @Test
    void rule10_whereACopyCannotBeSentTheMessageIsHidden() throws InterruptedException {
        calls.fail("get", FakeS3.status(503));
        calls.fail("send", FakeS3.status(403));

        receive(repeat(pipeline.limits().receives()));
        finish();

        assertThat(calls.starting("delete")).isEmpty();
        assertThat(calls.all()).last().asString().startsWith("hide ");
    }

    @Test
    void aModelThatWasClosedIsNotTheTasksFault() throws InterruptedException {
        batcher.close(Duration.ofSeconds(10));

        receive(repeat(3));
        finish();

        assertThat(calls.starting("row")).isEmpty();
        assertThat(calls.all()).last().asString().startsWith("hide ");
    }

    @Test
    void rule23_aJobThatIsCutShortIsGivenBackAtOnce() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        runner.hold(gate);
        receive(first());
        await().until(this::runs);
        leases.cutShort();
        finish();
        gate.countDown();

        assertThat(calls.all()).containsExactly("get acme/cats/tom.jpg", "hide 0 r1");
    }
}
