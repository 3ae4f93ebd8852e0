package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.job.Row;
import dev.sluice.testing.HttpsReceiver;
import dev.sluice.testing.HttpsReceiver.Request;
import dev.sluice.worker.WorkerProcess;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Who wants to know how jobs end is told: by HTTPS, SQS and SNS, whatever happens on the way. */
final class NotificationIT {
    private static final byte[] COFFEE = Samples.photo("coffee.png").bytes();
    private static final byte[] LETTER = "Dear Sluice".getBytes(UTF_8);
    private static final String SECRET = "whsec-hush";

    private final HttpsReceiver receiver = HttpsReceiver.start();

    /** Opened when a test ends, for whoever hangs. */
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() {
        end.countDown();
        receiver.close();
    }

    private String webhook(String secret) {
        return "webhook: {url: \"%s\", secret: %s, allowLoopback: true}"
                .formatted(receiver.url(), secret);
    }

    /** Of a worker in a process of its own, which takes the receiver's certificate for good. */
    private Map<String, String> telling(String targets) {
        return Map.of(
                "notify",
                "notify: {default: {" + targets + "}}\n",
                "HOOK_SECRET",
                SECRET,
                "JAVA_TOOL_OPTIONS",
                receiver.trustOptions());
    }

    private static Map<String, String> with(Map<String, String> some, String name, String value) {
        Map<String, String> all = new HashMap<>(some);
        all.put(name, value);
        return all;
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(text, e);
        }
    }

    private static void isSigned(Request request, String secret) throws Exception {
        String[] parts = request.header("X-Sluice-Signature").split(",v1=");
        String time = parts[0].substring("t=".length());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        byte[] expected = mac.doFinal((time + "." + request.body()).getBytes(UTF_8));
        assertThat(parts).endsWith(HexFormat.of().formatHex(expected));
    }

    @Test
    void rule5_aWorkerKilledBetweenRowAndDeleteIsFollowedByOneThatTellsTheSameAgain()
            throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "retold", "lease: 5s");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            HttpProxy sqs = fleet.proxy("SQS");
            sqs.hold(call -> call.operation().equals("DeleteMessageBatch"));
            Map<String, String> telling = telling(webhook("env:HOOK_SECRET"));
            Program worker = fleet.worker(with(telling, "AWS_ENDPOINT_URL_SQS", sqs.endpoint()));
            customer.put(customer.key("retold", "photo"), COFFEE);
            sqs.awaitHeld();
            Row row = customer.row("retold#photo").orElseThrow();
            worker.kill();
            sqs.drop();
            assertThat(receiver.requests()).hasSize(1);

            fleet.worker(telling);
            customer.awaitQueuesEmpty("retold");

            assertThat(receiver.requests()).hasSize(2);
            Request first = receiver.requests().getFirst();
            Request second = receiver.requests().getLast();
            assertThat(row.status()).contains(Row.Status.COMPLETED);
            assertThat(customer.row("retold#photo").orElseThrow().item()).isEqualTo(row.item());
            JsonNode told = json(first.body());
            assertThat(told.path("status").asText()).isEqualTo("completed");
            assertThat(told.path("customerID").asText()).isEqualTo(customer.id());
            assertThat(told.path("rowID").asText()).isEqualTo("retold#photo");
            assertThat(told.path("resultKey").asText())
                    .isEqualTo(row.text("resultKey").orElseThrow());
            assertThat(told.path("generation").asText())
                    .isEqualTo(row.text("generation").orElseThrow());
            assertThat(second.header("X-Sluice-Id")).isEqualTo(first.header("X-Sluice-Id"));
            assertThat(json(second.body()).path("id")).isEqualTo(told.path("id"));
            isSigned(first, SECRET);
            isSigned(second, SECRET);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hangs", "answers 500", "redirects to a private address"})
    void aWebhookInTroubleHoldsUpNoJobAndItsLossesAreTold(String trouble) throws Exception {
        int jobs = 120;
        receiver.answering =
                exchange -> {
                    switch (trouble) {
                        case "hangs" -> {
                            try {
                                end.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        }
                        case "answers 500" -> exchange.sendResponseHeaders(500, -1);
                        default -> {
                            exchange.getResponseHeaders().set("Location", "https://10.0.0.1/");
                            exchange.sendResponseHeaders(302, -1);
                        }
                    }
                };
        Path pipelines = Pipes.classifier(Pipes.repository(), "unheard");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            for (int i = 0; i < jobs; i++) {
                customer.put(customer.key("unheard", "photo-" + i), COFFEE);
            }
            Program worker = fleet.worker(telling(webhook("env:HOOK_SECRET")));

            customer.awaitAllSettled(jobs);
            customer.awaitQueuesEmpty("unheard");
            worker.terminate();

            assertThat(worker.exitCode()).isZero();
            assertThat(customer.rows().values())
                    .allMatch(row -> row.status().orElseThrow() == Row.Status.COMPLETED)
                    .allMatch(row -> row.number("attempt").orElseThrow() == 1);
            assertThat(receiver.requests())
                    .as("calls, of which 32 at most are made before the first is answered")
                    .hasSizeBetween(1, jobs / 2);
            assertThat(worker.output())
                    .contains("notifications: unheard webhook lost " + jobs)
                    .contains("notifications to webhook localhost:" + receiver.port() + " are lost")
                    .doesNotContain("s3cr3t", SECRET);
            if (trouble.startsWith("redirects")) {
                assertThat(worker.output())
                        .contains("it answered 302, and redirects are not followed");
            }
        }
    }

    /** All messages of a queue, deleted as they come, until there are so many. */
    private static List<Message> received(Fleet fleet, String url, int count) {
        List<Message> all = new ArrayList<>();
        Awaitility.await(count + " messages in " + url)
                .until(
                        () -> {
                            List<Message> some =
                                    fleet.aws()
                                            .receiving()
                                            .receiveMessage(
                                                    receive ->
                                                            receive.queueUrl(url)
                                                                    .maxNumberOfMessages(10)
                                                                    .messageAttributeNames("All")
                                                                    .waitTimeSeconds(1))
                                            .messages();
                            some.forEach(
                                    each ->
                                            fleet.aws()
                                                    .settling()
                                                    .deleteMessage(
                                                            delete ->
                                                                    delete.queueUrl(url)
                                                                            .receiptHandle(
                                                                                    each
                                                                                            .receiptHandle())));
                            all.addAll(some);
                            return all.size() >= count;
                        });
        return all;
    }

    private static String unique(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    @Test
    void aQueueIsToldInBatchesOfAllJobsAndIfItIsDeletedJobsEndAllTheSame() throws Exception {
        int good = 30;
        Path pipelines = Pipes.classifier(Pipes.repository(), "queued");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            String name = unique("told");
            String url =
                    fleet.aws().settling().createQueue(create -> create.queueName(name)).queueUrl();
            customer.put(customer.key("queued", "letter"), LETTER);
            for (int i = 0; i < good; i++) {
                customer.put(customer.key("queued", "photo-" + i), COFFEE);
            }
            customer.awaitMessages("queued", good + 1);
            ApiMeter meter = new ApiMeter();
            WorkerProcess worker =
                    fleet.workerHere(
                            Map.of("notify", "notify: {queued: {queue: " + name + "}}\n"), meter);

            List<Message> told = received(fleet, url, good + 1);
            customer.awaitAllSettled(good + 1);
            customer.awaitQueuesEmpty("queued");

            Map<String, String> statuses =
                    told.stream()
                            .collect(
                                    Collectors.toMap(
                                            each -> json(each.body()).path("rowID").asText(),
                                            each ->
                                                    each.messageAttributes()
                                                            .get("status")
                                                            .stringValue()));
            assertThat(statuses).hasSize(good + 1).containsEntry("queued#letter", "failed");
            assertThat(told)
                    .filteredOn(each -> each.messageAttributes().containsKey("failureCode"))
                    .singleElement()
                    .satisfies(
                            each ->
                                    assertThat(
                                                    each.messageAttributes()
                                                            .get("failureCode")
                                                            .stringValue())
                                            .isEqualTo("not-a-picture"));
            assertThat(meter.counts().get("sqs.SendMessageBatch"))
                    .as("calls for %d notifications", good + 1)
                    .isLessThan(good);
            assertThat(Prices.shipped().unpriced(meter.usage())).isEmpty();

            fleet.aws().settling().deleteQueue(delete -> delete.queueUrl(url));
            customer.put(customer.key("queued", "late"), COFFEE);
            customer.awaitSettled("queued#late");
            customer.awaitQueuesEmpty("queued");

            assertThat(worker.notices())
                    .hasToString("queued queue lost 1, queued queue sent " + (good + 1));
        }
    }

    @Test
    void aQueueThatIsNotThereKeepsAWorkerFromStarting() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "untold");
        try (Fleet fleet = new Fleet(pipelines);
                Program worker =
                        Program.start(
                                fleet.environment(telling("queue: nobodys-queue")), "worker")) {
            assertThat(worker.exitCode()).isEqualTo(3);
            assertThat(worker.output())
                    .contains("there is no queue nobodys-queue; create it")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aTopicsSubscribersFilterAndTheWebhooksSecretIsReadFromSystemsManager() throws Exception {
        Assumptions.assumeTrue(
                System.getenv("AWS_ENDPOINT_URL_SNS") != null
                        && System.getenv("AWS_ENDPOINT_URL_SSM") != null,
                "the emulators started here have no SNS and no Systems Manager");
        Path pipelines = Pipes.classifier(Pipes.repository(), "topical");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            SnsClient sns = fleet.aws().beside().sns().orElseThrow();
            String name = unique("topic");
            String topic = sns.createTopic(create -> create.name(name)).topicArn();
            String failures =
                    fleet.aws().settling().createQueue(create -> create.queueName(name)).queueUrl();
            String arn =
                    fleet.aws()
                            .settling()
                            .getQueueAttributes(
                                    get ->
                                            get.queueUrl(failures)
                                                    .attributeNames(QueueAttributeName.QUEUE_ARN))
                            .attributes()
                            .get(QueueAttributeName.QUEUE_ARN);
            sns.subscribe(
                    subscribe ->
                            subscribe
                                    .topicArn(topic)
                                    .protocol("sqs")
                                    .endpoint(arn)
                                    .attributes(
                                            Map.of(
                                                    "RawMessageDelivery",
                                                    "true",
                                                    "FilterPolicy",
                                                    "{\"status\": [\"failed\"], \"pipeline\":"
                                                            + " [\"topical\"]}")));
            fleet.aws()
                    .beside()
                    .ssm()
                    .orElseThrow()
                    .putParameter(
                            put -> put.name("/" + name).value("kept-secret").type("SecureString"));
            Program worker =
                    fleet.worker(telling("topic: \"" + topic + "\", " + webhook("ssm:/" + name)));
            customer.put(customer.key("topical", "photo"), COFFEE);
            customer.put(customer.key("topical", "letter"), LETTER);

            List<Message> told = received(fleet, failures, 1);
            customer.awaitAllSettled(2);
            customer.awaitQueuesEmpty("topical");

            assertThat(told)
                    .singleElement()
                    .satisfies(
                            each ->
                                    assertThat(json(each.body()).path("rowID").asText())
                                            .isEqualTo("topical#letter"));
            assertThat(receiver.requests()).hasSize(2);
            for (Request request : receiver.requests()) {
                isSigned(request, "kept-secret");
            }

            sns.deleteTopic(delete -> delete.topicArn(topic));
            customer.put(customer.key("topical", "late"), COFFEE);
            customer.awaitSettled("topical#late");
            customer.awaitQueuesEmpty("topical");
            worker.terminate();

            assertThat(worker.exitCode()).isZero();
            assertThat(worker.output())
                    .contains("notifications to topic " + name + " are lost")
                    .contains("topical topic lost 1, topical topic sent 2")
                    .contains("topical webhook sent 3")
                    .doesNotContain("kept-secret");
            try (Program second =
                    Program.start(
                            fleet.environment(telling("topic: \"" + topic + "\"")), "worker")) {
                assertThat(second.exitCode()).isEqualTo(3);
                assertThat(second.output()).contains("there is no topic " + topic);
            }
        }
    }
}
