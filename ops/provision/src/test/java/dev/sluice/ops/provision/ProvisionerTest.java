package dev.sluice.ops.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.ops.local.LocalAws;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Against the emulators, with their real protocols. */
class ProvisionerTest {
    private static LocalAws aws;

    @TempDir Path repository;
    private final List<String> said = new ArrayList<>();

    @BeforeAll
    static void start() {
        aws = LocalAws.start(LocalAws.Options.defaults());
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @Test
    void provisioningTwiceMakesEverythingOnceAndThenChangesNothing() throws Exception {
        Settings settings = settings("twice", Map.of("RESULT_BUCKET_NAME", "twice-results"));
        try (AwsClients clients = clients(settings)) {
            provision(clients, settings);

            assertThat(said)
                    .contains(
                            "created queue twice-events",
                            "created queue twice-events-dlq",
                            "created queue twice-shapes",
                            "created queue twice-shapes-dlq",
                            "created bucket twice",
                            "created bucket twice-results",
                            "created table twice")
                    .anyMatch(line -> line.contains("the store itself must send"));
            assertThat(attributes(clients, "twice-shapes"))
                    .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "90")
                    .containsEntry(QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, "20");
            assertTable(clients, "twice");
            clients.s3().headBucket(head -> head.bucket("twice-results"));

            said.clear();
            provision(clients, settings);

            // only the hint about events is for every time
            assertThat(said).allMatch(line -> line.contains("the store itself must send"));
        }
    }

    @Test
    void rule10_queuesGiveUpAfterTwiceTheAttemptsAndFourAndEventsAfterTen() throws Exception {
        Settings settings = settings("redrive", Map.of());
        try (AwsClients clients = clients(settings)) {
            provision(clients, settings);

            JsonNode jobs = redrive(clients, "redrive-shapes");
            assertThat(jobs.path("maxReceiveCount").asInt()).isEqualTo(2 * 5 + 4);
            assertThat(jobs.path("deadLetterTargetArn").asText()).endsWith(":redrive-shapes-dlq");
            JsonNode events = redrive(clients, "redrive-events");
            assertThat(events.path("maxReceiveCount").asInt()).isEqualTo(10);
            assertThat(events.path("deadLetterTargetArn").asText()).endsWith(":redrive-events-dlq");
        }
    }

    @Test
    void attributesThatDifferAreCorrectedAndMessagesStay() throws Exception {
        Settings settings = settings("corrected", Map.of());
        try (AwsClients clients = clients(settings)) {
            String url =
                    clients.settling()
                            .createQueue(
                                    create ->
                                            create.queueName("corrected-shapes")
                                                    .attributes(
                                                            Map.of(
                                                                    QueueAttributeName
                                                                            .VISIBILITY_TIMEOUT,
                                                                    "7")))
                            .queueUrl();
            clients.settling().sendMessage(send -> send.queueUrl(url).messageBody("kept"));

            provision(clients, settings);

            assertThat(said).doesNotContain("created queue corrected-shapes");
            assertThat(attributes(clients, "corrected-shapes"))
                    .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "90");
            assertThat(
                            clients.receiving()
                                    .receiveMessage(receive -> receive.queueUrl(url))
                                    .messages())
                    .hasSize(1);
        }
    }

    @Test
    void aTableOfTheSameNameWithOtherKeysIsRefusedByName() throws Exception {
        Settings settings = settings("foreign", Map.of());
        try (AwsClients clients = clients(settings)) {
            clients.dynamodb()
                    .createTable(
                            create ->
                                    create.tableName("foreign")
                                            .keySchema(
                                                    key ->
                                                            key.attributeName("id")
                                                                    .keyType(KeyType.HASH))
                                            .attributeDefinitions(
                                                    id ->
                                                            id.attributeName("id")
                                                                    .attributeType(
                                                                            ScalarAttributeType.S))
                                            .billingMode("PAY_PER_REQUEST"));

            assertThatThrownBy(() -> provision(clients, settings))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("foreign");
        }
    }

    @Test
    void anEndpointThatDoesNotAnswerIsAStartFailure() throws Exception {
        Settings settings =
                settings("silent", Map.of("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:1"));
        try (AwsClients clients = clients(settings)) {
            assertThatThrownBy(() -> provision(clients, settings)).isInstanceOf(StartFailure.class);
        }
    }

    private void provision(AwsClients clients, Settings settings) throws Exception {
        Path folder = Files.createDirectories(repository.resolve("shapes"));
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                name: shapes
                match: "{customerID}/shapes/{imageID}.png"
                row: "{imageID}"
                task: classify
                model: {file: model.onnx, version: "1"}
                limits: {attempts: 5}
                lease: 90s
                output: {name: "{customerID}/shapes-result/{imageID}"}
                """);
        Files.writeString(folder.resolve("model.onnx"), "");
        new Provisioner(clients.s3(), clients.settling(), clients.dynamodb(), said::add)
                .provision(Topology.of(settings, Pipelines.read(repository, List.of())));
    }

    private static Settings settings(String name, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.put("S3_BUCKET_NAME", name);
        environment.put("DYNAMODB_TABLE_NAME", name);
        environment.put("SLUICE_QUEUE_PREFIX", name);
        environment.putAll(more);
        return Settings.read(environment);
    }

    private static AwsClients clients(Settings settings) {
        return AwsClients.open(
                settings.aws(), new AwsClients.Load(8, 2, Duration.ofSeconds(60)), new ApiMeter());
    }

    private static Map<QueueAttributeName, String> attributes(AwsClients clients, String queue) {
        String url = clients.settling().getQueueUrl(get -> get.queueName(queue)).queueUrl();
        return clients.settling()
                .getQueueAttributes(get -> get.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes();
    }

    private static JsonNode redrive(AwsClients clients, String queue) throws Exception {
        return new ObjectMapper()
                .readTree(attributes(clients, queue).get(QueueAttributeName.REDRIVE_POLICY));
    }

    private static void assertTable(AwsClients clients, String name) {
        TableDescription table =
                clients.dynamodb().describeTable(describe -> describe.tableName(name)).table();
        assertThat(table.tableStatus()).isEqualTo(TableStatus.ACTIVE);
        assertThat(table.keySchema())
                .extracting("attributeName")
                .containsExactly("customerID", "imageID");
        assertThat(table.globalSecondaryIndexes())
                .singleElement()
                .satisfies(
                        index -> {
                            assertThat(index.indexName()).isEqualTo("failed");
                            assertThat(index.indexStatus()).isEqualTo(IndexStatus.ACTIVE);
                            assertThat(index.keySchema())
                                    .extracting("attributeName")
                                    .containsExactly("failedShard", "updatedAt");
                        });
        assertThat(
                        clients.dynamodb()
                                .describeTimeToLive(describe -> describe.tableName(name))
                                .timeToLiveDescription())
                .satisfies(
                        ttl -> {
                            assertThat(ttl.attributeName()).isEqualTo("expiresAt");
                            assertThat(ttl.timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
                        });
    }
}
