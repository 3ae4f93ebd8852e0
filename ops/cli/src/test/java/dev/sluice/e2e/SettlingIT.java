package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.job.Row;
import dev.sluice.worker.WorkerProcess;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The races of RULES 2 to 5 and 8: workers that crash, freeze or come late. */
final class SettlingIT {
    private static final byte[] COFFEE = Samples.photo("coffee.png").bytes();
    private static final byte[] ROCKET = Samples.photo("rocket.jpg").bytes();

    @Test
    void rule5_aCrashBetweenAnyTwoStepsOfSettlingEndsInTheSameState() throws Exception {
        Path pipelines = Pipes.flakes(Pipes.repository(), "crash");
        Pipes.edit(pipelines, "crash", "lease: 60s", "lease: 5s");
        byte[] scan = Samples.micrographs().getFirst().bytes();
        List<String> steps =
                List.of(
                        "GetObject",
                        "_result.jpg",
                        "_thumbnail.jpg",
                        "_result.json",
                        "UpdateItem",
                        "DeleteMessageBatch");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            for (String step : steps) {
                String image = "before-" + step.replaceAll("[^a-zA-Z]", "-");
                HttpProxy s3 = fleet.proxy("S3");
                HttpProxy sqs = fleet.proxy("SQS");
                HttpProxy dynamodb = fleet.proxy("DYNAMODB");
                List<HttpProxy> proxies = List.of(s3, sqs, dynamodb);
                HttpProxy crashing =
                        switch (step) {
                            case "UpdateItem" -> dynamodb;
                            case "DeleteMessageBatch" -> sqs;
                            default -> s3;
                        };
                crashing.hold(
                        call ->
                                call.operation().equals(step)
                                        || call.operation().equals("PutObject")
                                                && call.path().endsWith(step));
                Program worker =
                        fleet.worker(
                                Map.of(
                                        "AWS_ENDPOINT_URL_S3", s3.endpoint(),
                                        "AWS_ENDPOINT_URL_SQS", sqs.endpoint(),
                                        "AWS_ENDPOINT_URL_DYNAMODB", dynamodb.endpoint()));
                customer.put(customer.id() + "/crash/" + image + "_original.jpg", scan);
                crashing.awaitHeld();
                worker.kill();
                proxies.forEach(HttpProxy::drop);

                WorkerProcess second = fleet.workerHere();
                Row row = customer.awaitSettled("crash#" + image);
                customer.awaitQueuesEmpty("crash");
                second.drain();

                assertThat(row.status()).as(step).contains(Row.Status.COMPLETED);
                assertThat(customer.row("crash#" + image).orElseThrow().item())
                        .as("the row is written once")
                        .isEqualTo(row.item());
                assertThat(customer.keys("crash-result/" + image)).as(step).hasSize(3);
                assertThat(row.number("attempt"))
                        .as(step)
                        .contains(step.equals("DeleteMessageBatch") ? 1L : 2L);
            }
        }
    }

    @Test
    void rule3_anOldUploadFinishingLastLeavesTheNewersResultAndRow() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "overtaken");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            String key = customer.key("overtaken", "photo");
            HttpProxy s3 = fleet.proxy("S3");
            s3.hold(call -> call.operation().equals("PutObject"));
            Program slow =
                    fleet.worker(
                            Map.of(
                                    "AWS_ENDPOINT_URL_S3",
                                    s3.endpoint(),
                                    "tuning",
                                    ", permits: 1")); // it takes one message only
            customer.put(key, COFFEE);
            s3.awaitHeld();
            customer.put(key, ROCKET);
            fleet.workerHere();
            Row newer = customer.awaitSettled("overtaken#photo");
            JsonNode result = customer.result(newer);

            s3.letGo();
            slow.await("superseded");
            customer.awaitQueuesEmpty("overtaken");

            assertThat(newer.number("imageSize")).contains((long) ROCKET.length);
            assertThat(customer.row("overtaken#photo").orElseThrow().item())
                    .isEqualTo(newer.item());
            assertThat(customer.result(newer)).isEqualTo(result);
        }
    }

    @Test
    void rule8_aWorkerFrozenPastItsLeaseCallsNothingWhenItWakes() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "frozen", "lease: 5s");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            HttpProxy s3 = fleet.proxy("S3");
            HttpProxy sqs = fleet.proxy("SQS");
            HttpProxy dynamodb = fleet.proxy("DYNAMODB");
            s3.hold(call -> call.operation().equals("GetObject"));
            Program frozen =
                    fleet.worker(
                            Map.of(
                                    "AWS_ENDPOINT_URL_S3", s3.endpoint(),
                                    "AWS_ENDPOINT_URL_SQS", sqs.endpoint(),
                                    "AWS_ENDPOINT_URL_DYNAMODB", dynamodb.endpoint()));
            customer.put(customer.key("frozen", "photo"), COFFEE);
            s3.awaitHeld();
            frozen.signal("STOP");
            fleet.workerHere();
            Row row = customer.awaitSettled("frozen#photo");
            customer.awaitQueuesEmpty("frozen");

            s3.letGo();
            frozen.signal("CONT");
            frozen.await("the lease on");

            assertThat(row.number("attempt")).contains(2L);
            assertThat(customer.row("frozen#photo").orElseThrow().item()).isEqualTo(row.item());
            assertThat(s3.counts()).doesNotContainKey("PutObject");
            assertThat(dynamodb.counts()).doesNotContainKeys("UpdateItem", "GetItem");
            assertThat(sqs.counts()).doesNotContainKey("DeleteMessageBatch");
        }
    }

    @Test
    void rule5_aDuplicateDeliveryEndsInTheSameState() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "doubled");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            customer.put(customer.key("doubled", "photo"), COFFEE);
            Awaitility.await().until(() -> customer.messages("doubled") == 1);
            duplicateMessage(fleet, "doubled");
            WorkerProcess worker = fleet.workerHere();

            Row row = customer.awaitSettled("doubled#photo");
            customer.awaitQueuesEmpty("doubled");

            assertThat(row.status()).contains(Row.Status.COMPLETED);
            assertThat(customer.row("doubled#photo").orElseThrow().item()).isEqualTo(row.item());
            assertThat(customer.keys("doubled-result/")).hasSize(1);
            assertThat(worker.tally().of(dev.sluice.worker.flow.Tally.Event.COMPLETED))
                    .isEqualTo(1);
        }
    }

    @Test
    void rule4_twoFilesThatReachOneRowAreDecidedByTheirTime() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "twins");
        try (Fleet fleet = new Fleet(pipelines)) {
            fleet.workerHere();
            Customer customer = fleet.customer();
            customer.put(customer.id() + "/twins/photo.png", COFFEE);
            Row first = customer.awaitSettled("twins#photo");
            Awaitility.await().pollDelay(Duration.ofMillis(5)).until(() -> true);
            customer.put(customer.id() + "/twins/photo.jpg", ROCKET);

            Awaitility.await()
                    .until(
                            () ->
                                    customer.row("twins#photo")
                                            .filter(Row::settled)
                                            .flatMap(row -> row.text("s3Key"))
                                            .filter(key -> key.endsWith(".jpg"))
                                            .isPresent());

            assertThat(first.text("s3Key").orElseThrow()).endsWith(".png");
            assertThat(customer.row("twins#photo").orElseThrow().status())
                    .contains(Row.Status.COMPLETED);
        }
    }

    @Test
    void rule4_aPipelineOfCompletedRowsOnlyWritesOneRowAndTheNewestUploadsAtThat()
            throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "terse");
        Pipes.edit(
                pipelines,
                "terse",
                "terse-result/{imageID}\"}",
                "terse-result/{imageID}\", rows: completed-only}");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            String key = customer.key("terse", "photo");
            customer.put(key, COFFEE);
            Awaitility.await().until(() -> customer.messages("terse") == 1);
            assertThat(customer.row("terse#photo")).isEmpty();
            fleet.workerHere();
            Row first = customer.awaitSettled("terse#photo");
            customer.put(customer.key("terse", "letter"), "Dear Sluice".getBytes(UTF_8));
            customer.put(key, ROCKET);

            Row letter = customer.awaitSettled("terse#letter");
            Awaitility.await()
                    .until(
                            () ->
                                    customer.row("terse#photo")
                                            .flatMap(row -> row.number("imageSize"))
                                            .equals(Optional.of((long) ROCKET.length)));
            customer.awaitQueuesEmpty("terse");

            assertThat(first.status()).contains(Row.Status.COMPLETED);
            assertThat(first.number("imageSize")).contains((long) COFFEE.length);
            assertThat(letter.text("failureReason").orElseThrow()).startsWith("not-a-picture: ");
            assertThat(letter.number("expiresAt")).isPresent();
        }
    }

    /** What SQS may do by itself: deliver a message twice. */
    private static void duplicateMessage(Fleet fleet, String pipeline) {
        var sqs = fleet.aws().settling();
        String url = fleet.queueUrl(pipeline);
        var message =
                sqs.receiveMessage(receive -> receive.queueUrl(url).visibilityTimeout(0))
                        .messages()
                        .getFirst();
        sqs.sendMessage(send -> send.queueUrl(url).messageBody(message.body()));
    }
}
