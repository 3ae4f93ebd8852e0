package dev.sluice.ops.provision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.ops.provision.Topology.Queue;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

class QueueSetupTest {
    private final FakeQueues sqs = new FakeQueues();
    private final QueueSetup setup = new QueueSetup(sqs, line -> {});

    @Test
    void messagesAreKeptAsLongAsSaid() {
        setup.make(queue("jobs"));

        assertThat(sqs.queues.get("jobs"))
                .containsEntry(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "864000");
        assertThat(sqs.queues.get("jobs-dlq"))
                .containsEntry(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "1209600");
    }

    @Test
    void aSecondTimeSetsNothing() {
        String arn = setup.make(queue("jobs"));
        setup.letS3Send(arn, "pictures");
        int before = sqs.sets;

        setup.make(queue("jobs"));
        setup.letS3Send(arn, "pictures");

        assertThat(sqs.sets).isEqualTo(before);
    }

    @Test
    void theStatementForS3JoinsOthersAndReplacesItsFormerSelf() throws Exception {
        String arn = setup.make(queue("events"));
        sqs.queues
                .get("events")
                .put(
                        QueueAttributeName.POLICY,
                        """
                        {"Version":"2012-10-17","Statement":[{"Sid":"Theirs","Effect":"Deny"}]}
                        """);

        setup.letS3Send(arn, "former");
        setup.letS3Send(arn, "pictures");

        JsonNode statements = policy().path("Statement");
        assertThat(statements).hasSize(2);
        assertThat(statements.get(0).path("Sid").asText()).isEqualTo("Theirs");
        JsonNode ours = statements.get(1);
        assertThat(ours.at("/Principal/Service").asText()).isEqualTo("s3.amazonaws.com");
        assertThat(ours.path("Resource").asText()).isEqualTo(arn);
        assertThat(ours.at("/Condition/ArnLike").path("aws:SourceArn").asText())
                .isEqualTo("arn:aws-cn:s3:::pictures");
        assertThat(ours.at("/Condition/StringEquals").path("aws:SourceAccount").asText())
                .isEqualTo("123456789012");
    }

    @Test
    void aRedrivePolicyThatSqsGivesBackAsTextIsTheSamePolicy() {
        setup.make(queue("jobs"));
        Map<QueueAttributeName, String> queue = sqs.queues.get("jobs");
        queue.computeIfPresent(
                QueueAttributeName.REDRIVE_POLICY,
                (name, policy) -> policy.replace(":10}", ":\"10\"}"));
        int before = sqs.sets;

        setup.make(queue("jobs"));

        assertThat(queue.get(QueueAttributeName.REDRIVE_POLICY)).contains("\"10\"");
        assertThat(sqs.sets).isEqualTo(before);
    }

    private static Queue queue(String name) {
        Queue dead =
                new Queue(
                        name + "-dlq",
                        Duration.ofSeconds(60),
                        Duration.ofDays(14),
                        Optional.empty());
        return new Queue(
                name,
                Duration.ofSeconds(60),
                Duration.ofDays(10),
                Optional.of(new Topology.Redrive(dead, 10)));
    }

    private JsonNode policy() throws Exception {
        return new ObjectMapper().readTree(sqs.queues.get("events").get(QueueAttributeName.POLICY));
    }
}
