package dev.sluice.ops.provision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.time.Duration;
import java.util.Map;

class QueueSetupTest {
    private final FakeQueues sqs = new FakeQueues();
    private final QueueSetup setup = new QueueSetup(sqs, line -> {});

    @Test
    void messagesAreKeptTenDaysAndDeadOnesFourteen() {
        setup.pair("jobs", "jobs-dlq", Duration.ofSeconds(60), 10);

        assertThat(sqs.queues.get("jobs"))
                .containsEntry(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "864000");
        assertThat(sqs.queues.get("jobs-dlq"))
                .containsEntry(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "1209600");
    }

    @Test
    void aSecondTimeSetsNothing() {
        String arn = setup.pair("jobs", "jobs-dlq", Duration.ofSeconds(60), 10);
        setup.letS3Send(arn, "pictures");
        int before = sqs.sets;

        setup.pair("jobs", "jobs-dlq", Duration.ofSeconds(60), 10);
        setup.letS3Send(arn, "pictures");

        assertThat(sqs.sets).isEqualTo(before);
    }

    @Test
    void theStatementForS3JoinsOthersAndReplacesItsFormerSelf() throws Exception {
        String arn = setup.pair("events", "events-dlq", Duration.ofSeconds(60), 10);
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
        setup.pair("jobs", "jobs-dlq", Duration.ofSeconds(60), 10);
        Map<QueueAttributeName, String> queue = sqs.queues.get("jobs");
        queue.computeIfPresent(
                QueueAttributeName.REDRIVE_POLICY,
                (name, policy) -> policy.replace(":10}", ":\"10\"}"));
        int before = sqs.sets;

        setup.pair("jobs", "jobs-dlq", Duration.ofSeconds(60), 10);

        assertThat(queue.get(QueueAttributeName.REDRIVE_POLICY)).contains("\"10\"");
        assertThat(sqs.sets).isEqualTo(before);
    }

    private JsonNode policy() throws Exception {
        return new ObjectMapper().readTree(sqs.queues.get("events").get(QueueAttributeName.POLICY));
    }
}
