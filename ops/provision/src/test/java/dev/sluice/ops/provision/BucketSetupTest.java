package dev.sluice.ops.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;

import java.util.List;

class BucketSetupTest {
    private static final Topology.Notification OURS =
            new Topology.Notification("pictures", List.of("s3:ObjectCreated:*"), "sluice-events");

    private final FakeNotifications s3 = new FakeNotifications();
    private final BucketSetup setup = new BucketSetup(s3, line -> {});

    @Test
    void ourNotificationJoinsThoseThatAreThereAndReplacesItsFormerSelf() {
        s3.current =
                NotificationConfiguration.builder()
                        .queueConfigurations(
                                theirs ->
                                        theirs.id("theirs")
                                                .queueArn("arn:aws:sqs:us-east-1:1:theirs")
                                                .events(Event.S3_OBJECT_REMOVED),
                                former ->
                                        former.id("sluice").queueArn("arn:aws:sqs:us-east-1:1:old"))
                        .topicConfigurations(
                                topic ->
                                        topic.id("topic").topicArn("arn:aws:sns:us-east-1:1:topic"))
                        .eventBridgeConfiguration(on -> {})
                        .build();

        setup.sendEvents(OURS, "arn:aws:sqs:us-east-1:1:sluice-events");

        assertThat(s3.current.queueConfigurations())
                .extracting("id", "queueArn")
                .containsExactly(
                        tuple("theirs", "arn:aws:sqs:us-east-1:1:theirs"),
                        tuple("sluice", "arn:aws:sqs:us-east-1:1:sluice-events"));
        assertThat(s3.current.topicConfigurations()).hasSize(1);
        assertThat(s3.current.eventBridgeConfiguration()).isNotNull();
    }

    @Test
    void rule4_aPipelineThatForgetsComesLaterAndTheOrderOfEventsIsNoChange() {
        String arn = "arn:aws:sqs:us-east-1:1:sluice-events";
        List<String> both = List.of("s3:ObjectCreated:*", "s3:ObjectRemoved:*");
        setup.sendEvents(OURS, arn);
        setup.sendEvents(new Topology.Notification("pictures", both, "sluice-events"), arn);

        assertThat(s3.current.queueConfigurations())
                .singleElement()
                .satisfies(queue -> assertThat(queue.eventsAsStrings()).isEqualTo(both));
        setup.sendEvents(
                new Topology.Notification("pictures", both.reversed(), "sluice-events"), arn);
        assertThat(s3.puts).isEqualTo(2);
    }

    @Test
    void aSecondTimePutsNothing() {
        setup.sendEvents(OURS, "arn:aws:sqs:us-east-1:1:sluice-events");
        setup.sendEvents(OURS, "arn:aws:sqs:us-east-1:1:sluice-events");

        assertThat(s3.puts).isEqualTo(1);
    }
}
