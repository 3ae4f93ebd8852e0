package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.job.Row;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.services.sqs.model.Message;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What becomes of an upload whose object is deleted (RULES 4). */
final class RemovalIT {
    private static final byte[] COFFEE = Samples.photo("coffee.png").bytes();

    private static Path forgetting(String name, String rows) {
        Path pipelines = Pipes.classifier(Pipes.repository(), name, "removed: true");
        Pipes.edit(
                pipelines,
                name,
                name + "-result/{imageID}\"}",
                name + "-result/{imageID}\", rows: " + rows + "}");
        return pipelines;
    }

    private static boolean deleted(Optional<Row> row) {
        return row.flatMap(Row::status).equals(Optional.of(Row.Status.DELETED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "completed-only"})
    void rule4_aRemovedObjectsRowSaysSoAndALateEventOfItsUploadDoesNotBringItBack(String rows)
            throws Exception {
        try (Fleet fleet = new Fleet(forgetting("forgetful", rows))) {
            Customer customer = fleet.customer();
            String key = customer.key("forgetful", "photo");
            customer.put(key, COFFEE);
            customer.awaitMessages("forgetful", 1);
            Job upload = firstJob(fleet, "forgetful");

            customer.delete(key);
            Awaitility.await().until(() -> deleted(customer.row("forgetful#photo")));
            customer.awaitMessages("forgetful", 2);
            Row gone = customer.row("forgetful#photo").orElseThrow();

            send(fleet, "events", createdAgain(upload));
            customer.awaitMessages("events", 0);
            fleet.workerHere();
            customer.awaitQueuesEmpty("forgetful");

            assertThat(gone.number("expiresAt")).isPresent();
            assertThat(gone.generation().orElseThrow()).isGreaterThan(upload.generation());
            assertThat(customer.row("forgetful#photo").orElseThrow().item()).isEqualTo(gone.item());

            customer.put(key, COFFEE);
            Awaitility.await("uploaded again")
                    .until(
                            () ->
                                    customer.row("forgetful#photo")
                                            .flatMap(Row::status)
                                            .equals(Optional.of(Row.Status.COMPLETED)));
        }
    }

    @Test
    void rule4_whereNothingIsToBeForgottenAResultOutlivesItsUpload() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "lasting");
        try (Fleet fleet = new Fleet(pipelines)) {
            fleet.workerHere();
            Customer customer = fleet.customer();
            customer.put(customer.key("lasting", "photo"), COFFEE);
            Row row = customer.awaitSettled("lasting#photo");

            customer.delete(customer.key("lasting", "photo"));
            customer.put(customer.key("lasting", "next"), COFFEE);
            customer.awaitSettled("lasting#next");
            customer.awaitQueuesEmpty("lasting");

            assertThat(customer.row("lasting#photo").orElseThrow().item()).isEqualTo(row.item());
        }
    }

    private static Job firstJob(Fleet fleet, String pipeline) throws Exception {
        String url = fleet.queueUrl(pipeline);
        List<Message> messages =
                fleet.aws()
                        .settling()
                        .receiveMessage(receive -> receive.queueUrl(url).visibilityTimeout(0))
                        .messages();
        return JobCodec.read(messages.getFirst().body());
    }

    private static void send(Fleet fleet, String queue, String body) {
        String url = fleet.queueUrl(queue);
        fleet.aws().settling().sendMessage(send -> send.queueUrl(url).messageBody(body));
    }

    /** The event of an upload, as S3 may send it once more, at any time. */
    private static String createdAgain(Job upload) {
        ObjectNode body = JsonMapper.builder().build().createObjectNode();
        ObjectNode event = body.putArray("Records").addObject();
        event.put("eventVersion", "2.1").put("eventSource", "aws:s3");
        event.put("eventTime", upload.eventTime().toString());
        event.put("eventName", "ObjectCreated:Put");
        ObjectNode s3 = event.putObject("s3");
        s3.putObject("bucket").put("name", upload.bucket());
        s3.putObject("object")
                .put("key", upload.key())
                .put("size", upload.size())
                .put("eTag", upload.eTag())
                .put("sequencer", upload.generation().value().substring(0, 32));
        return body.toString();
    }
}
