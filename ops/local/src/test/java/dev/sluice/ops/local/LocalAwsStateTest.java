package dev.sluice.ops.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.shared.config.StartFailure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

class LocalAwsStateTest {
    private static final Map<String, AttributeValue> ROW = Map.of("id", AttributeValue.fromS("1"));

    @TempDir Path state;

    @Test
    void everythingSurvivesAKill() throws Exception {
        List<String> said = new CopyOnWriteArrayList<>();
        try (var killed = LocalAwsProcess.start("wait", state)) {
            try (var clients = Clients.of(killed.environment())) {
                fill(clients);
            }
            ProcessHandle orphan = killed.dynamoDb();
            killed.kill();
            assertThat(orphan.isAlive()).isTrue();

            var options = LocalAws.Options.defaults().withState(state).withSay(said::add);
            try (var aws = LocalAws.start(options);
                    var clients = Clients.of(aws.environment())) {
                assertThat(orphan.isAlive()).isFalse();
                assertThat(said)
                        .singleElement()
                        .asString()
                        .contains("Ended DynamoDB Local", Long.toString(orphan.pid()));
                assertThat(aws.environment()).containsAllEntriesOf(killed.environment());
                assertThatAllIsThere(clients);
            }
        }

        assertThat(state.resolve("dynamodb.pid")).doesNotExist();
    }

    @Test
    void aSecondFolderInTheSameProcessHasItsOwnQueues() {
        for (String name : List.of("one", "two")) {
            var options = LocalAws.Options.defaults().withState(state.resolve(name));
            try (var aws = LocalAws.start(options);
                    var clients = Clients.of(aws.environment())) {
                assertThat(clients.sqs().listQueues().queueUrls()).isEmpty();
                clients.sqs().createQueue(request -> request.queueName("queue-" + name));
            }
        }
    }

    @Test
    void aFolderInUseIsRefused() throws Exception {
        try (StateFolder first = StateFolder.open(state)) {
            assertThat(first.objects()).isDirectory();
            assertThatExceptionOfType(StartFailure.class)
                    .isThrownBy(() -> StateFolder.open(state))
                    .withMessageContaining("in use")
                    .withMessageContaining(Long.toString(ProcessHandle.current().pid()));
        }
        StateFolder.open(state).close();
    }

    @Test
    void aTakenPortIsNamedWithItsFile() throws Exception {
        Path file = state.resolve("ports");
        Ports kept = Ports.keptIn(file);
        assertThat(Ports.keptIn(file)).isEqualTo(kept);
        try (var taken = new ServerSocket(kept.sqs(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            assertThatExceptionOfType(StartFailure.class)
                    .isThrownBy(() -> LocalAws.start(LocalAws.Options.defaults().withState(state)))
                    .withMessageContaining("Port " + kept.sqs())
                    .withMessageContaining(file.toString());
        }
    }

    @Test
    void anUnreadablePortsFileIsNamed() throws Exception {
        Path file = Files.writeString(state.resolve("ports"), "s3=80000\n");

        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> Ports.keptIn(file))
                .withMessageContaining(file.toString())
                .withMessageContaining("s3");
    }

    @Test
    void anotherProcessUnderTheRecordedNumberIsLeftAlone() throws Exception {
        Process bystander = new ProcessBuilder("sleep", "60").start();
        List<String> said = new ArrayList<>();
        try (StateFolder folder = StateFolder.open(state)) {
            Files.writeString(folder.dynamoDbPid(), Long.toString(bystander.pid()));
            Orphan.end(folder, said::add);

            assertThat(bystander.isAlive()).isTrue();
            assertThat(said).isEmpty();
            assertThat(folder.dynamoDbPid()).doesNotExist();
        } finally {
            bystander.destroyForcibly();
        }
    }

    /**
     * One object, a row, and four messages, of which one is in flight. The messages come last: what
     * was confirmed a moment before the kill must be there, too.
     */
    private static void fill(Clients clients) {
        clients.s3().createBucket(request -> request.bucket("sluice"));
        clients.s3()
                .putObject(
                        request ->
                                request.bucket("sluice")
                                        .key("acme/a é.jpg")
                                        .metadata(Map.of("material", "graphene")),
                        RequestBody.fromString("picture"));
        clients.dynamoDb()
                .createTable(
                        request ->
                                request.tableName("CustomerImages")
                                        .billingMode(BillingMode.PAY_PER_REQUEST)
                                        .keySchema(k -> k.attributeName("id").keyType(KeyType.HASH))
                                        .attributeDefinitions(
                                                a ->
                                                        a.attributeName("id")
                                                                .attributeType(
                                                                        ScalarAttributeType.S)));
        clients.dynamoDb().putItem(request -> request.tableName("CustomerImages").item(ROW));
        String dead = queue(clients, "jobs-dlq", Map.of());
        String arn =
                clients.sqs()
                        .getQueueAttributes(
                                r -> r.queueUrl(dead).attributeNames(QueueAttributeName.QUEUE_ARN))
                        .attributes()
                        .get(QueueAttributeName.QUEUE_ARN);
        String jobs =
                queue(
                        clients,
                        "jobs",
                        Map.of(
                                QueueAttributeName.VISIBILITY_TIMEOUT,
                                "5",
                                QueueAttributeName.REDRIVE_POLICY,
                                "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"10\"}"
                                        .formatted(arn)));
        for (int n = 0; n < 4; n++) {
            String body = "job " + n;
            clients.sqs().sendMessage(r -> r.queueUrl(jobs).messageBody(body));
        }
        assertThat(receive(clients, jobs, 1, 0)).hasSize(1);
    }

    private static void assertThatAllIsThere(Clients clients) {
        var object = clients.s3().getObjectAsBytes(get -> get.bucket("sluice").key("acme/a é.jpg"));
        assertThat(object.asUtf8String()).isEqualTo("picture");
        assertThat(object.response().metadata()).containsEntry("material", "graphene");

        assertThat(clients.dynamoDb().getItem(r -> r.tableName("CustomerImages").key(ROW)).item())
                .isEqualTo(ROW);

        String jobs = clients.sqs().getQueueUrl(r -> r.queueName("jobs")).queueUrl();
        assertThat(
                        clients.sqs()
                                .getQueueAttributes(
                                        r ->
                                                r.queueUrl(jobs)
                                                        .attributeNames(QueueAttributeName.ALL))
                                .attributes())
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "5")
                .hasEntrySatisfying(
                        QueueAttributeName.REDRIVE_POLICY,
                        policy -> assertThat(policy).contains("jobs-dlq"));
        List<Message> messages = new ArrayList<>();
        for (int round = 0; round < 12 && messages.size() < 4; round++) {
            messages.addAll(receive(clients, jobs, 10, 1));
        }
        assertThat(messages)
                .extracting(Message::body)
                .containsExactlyInAnyOrder("job 0", "job 1", "job 2", "job 3");
        assertThat(messages)
                .extracting(
                        m ->
                                m.attributes()
                                        .get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .containsExactlyInAnyOrder("1", "1", "1", "2");
        messages.forEach(
                m ->
                        clients.sqs()
                                .deleteMessage(
                                        r -> r.queueUrl(jobs).receiptHandle(m.receiptHandle())));
    }

    private static List<Message> receive(Clients clients, String queue, int most, int wait) {
        return clients.sqs()
                .receiveMessage(
                        request ->
                                request.queueUrl(queue)
                                        .maxNumberOfMessages(most)
                                        .waitTimeSeconds(wait)
                                        .messageSystemAttributeNames(
                                                MessageSystemAttributeName.ALL))
                .messages();
    }

    private static String queue(
            Clients clients, String name, Map<QueueAttributeName, String> attributes) {
        return clients.sqs()
                .createQueue(request -> request.queueName(name).attributes(attributes))
                .queueUrl();
    }
}
