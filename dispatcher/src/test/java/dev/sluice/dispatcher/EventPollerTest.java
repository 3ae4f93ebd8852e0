package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Events from a real queue to a real table and real queues. */
class EventPollerTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static int worlds;

    private World world;

    @BeforeEach
    void newWorld() {
        world = World.named("poller-" + worlds++);
    }

    @AfterEach
    void closeWorld() {
        world.close();
    }

    private List<Received> receive(int count) {
        List<Received> received = new ArrayList<>();
        await().until(
                        () -> {
                            received.addAll(
                                    world.queues.events().receive(10, Duration.ofSeconds(1)));
                            return received.size() >= count;
                        });
        return received;
    }

    @ParameterizedTest
    @CsvSource({
        "s3-put.json, faces, Happy",
        "sns-notification.json, faces, Happy",
        "sns-lambda.json, faces, Happy",
        "eventbridge-object-created.json, keys, example"
    })
    void eachDocumentedFormBecomesARowAndAJobAndIsDeleted(
            String file, String pipeline, String customerID) throws Exception {
        world.sendEvent(Samples.documentedHere(file));

        assertThat(world.poller(world.messages()).handle(receive(1))).isEmpty();

        assertThat(world.jobs(pipeline)).extracting(Job::customerID).containsExactly(customerID);
        assertThat(world.depth(world.settings.queuePrefix() + "-events")).isZero();
    }

    @Test
    void theTestEventIsDeletedAndLeavesNothing() {
        world.sendEvent(Samples.documented("s3-test-event.json"));

        assertThat(world.poller(world.messages()).handle(receive(1))).isEmpty();

        assertThat(world.depth(world.settings.queuePrefix() + "-events")).isZero();
        assertThat(world.counts.all()).isEmpty();
    }

    @Test
    void rule20_oneBadMessageOfThreeComesBackAloneAndTheOthersAreDone() throws Exception {
        world.sendEvent(Samples.s3("acme/uploaded/good-1_original.jpg", "1", TIME));
        world.sendEvent("{\"no\": \"event\"}");
        world.sendEvent(Samples.s3("acme/uploaded/good-2_original.jpg", "1", TIME));

        assertThat(world.poller(world.messages()).handle(receive(3))).isEmpty();

        assertThat(world.jobs("scans"))
                .extracting(Job::imageID)
                .containsExactlyInAnyOrder("good-1", "good-2");
        List<Received> back = receive(1);
        assertThat(back)
                .singleElement()
                .satisfies(
                        message -> {
                            assertThat(message.body()).contains("no");
                            assertThat(message.receiveCount()).isEqualTo(2);
                        });
        assertThat(world.counts.all()).containsEntry("malformed", 1L);
    }

    @Test
    void rule20_aBadRecordBesideGoodOnesIsCountedAndDoesNotBringThemBack() throws Exception {
        world.sendEvent(Samples.twoAndAMalformedRecord("acme/uploaded/mixed-1_original.jpg"));

        assertThat(world.poller(world.messages()).handle(receive(1))).isEmpty();

        assertThat(world.jobs("scans")).extracting(Job::imageID).containsExactly("mixed-1");
        assertThat(world.depth(world.settings.queuePrefix() + "-events")).isZero();
        assertThat(world.counts.all())
                .containsEntry("malformed", 1L)
                .containsEntry("removed", 1L)
                .containsEntry("dispatched", 1L);
    }

    @Test
    void malformedMessagesEndInTheDeadLetterQueueAfterTenReceives() throws Exception {
        world.sendEvent("no event");
        EventPoller poller = world.poller(world.messages());

        await().until(
                        () -> {
                            poller.handle(world.queues.events().receive(10, Duration.ZERO));
                            return world.depth(world.settings.queuePrefix() + "-events-dlq") == 1;
                        });

        assertThat(world.counts.all()).containsEntry("malformed", 10L);
        assertThat(world.depth(world.settings.queuePrefix() + "-events")).isZero();
    }

    @Test
    void rule4_aMessageThatSqsDidNotTakeIsSentWhenTheEventComesAgain() throws Exception {
        SwitchableSqs sqs = new SwitchableSqs(world.clients.settling());
        EventPoller poller =
                world.poller(world.messages(world.dispatcher(world.queuesThrough(sqs))));
        world.sendEvent(Samples.s3("acme/uploaded/halfway_original.jpg", "1", TIME));

        sqs.reachable(false);
        Optional<String> trouble = poller.handle(receive(1));
        assertThat(trouble).hasValueSatisfying(why -> assertThat(why).contains("refused"));
        assertThat(world.row("acme", "halfway").orElseThrow().status())
                .contains(Row.Status.PENDING);
        assertThat(world.jobs("scans")).isEmpty();

        sqs.reachable(true);
        assertThat(poller.handle(receive(1))).isEmpty();
        assertThat(world.jobs("scans")).extracting(Job::imageID).containsExactly("halfway");
        assertThat(world.counts.all()).containsEntry("failed", 1L).containsEntry("again", 1L);
        assertThat(world.depth(world.settings.queuePrefix() + "-events")).isZero();
    }
}
