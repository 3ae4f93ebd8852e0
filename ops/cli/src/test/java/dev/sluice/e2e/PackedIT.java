package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Packed results (RULES 19), from upload to a customer's read of one line. */
final class PackedIT {
    private static final byte[] COFFEE = Samples.photo("coffee.png").bytes();
    private static final byte[] ROCKET = Samples.photo("rocket.jpg").bytes();

    /** A pack waits long enough for the slowest machine, so that only the rule at test sends it. */
    private static Path packed(String name, String maxDelay) {
        Path pipelines = Pipes.classifier(Pipes.repository(), name, "lease: 30s");
        Pipes.edit(
                pipelines,
                name,
                name + "-result/{imageID}\"}",
                name + "-result/{imageID}\", results: packed, pack: {maxDelay: " + maxDelay + "}}");
        return pipelines;
    }

    private static ResultPlace.InPack place(Row row) {
        return (ResultPlace.InPack) row.result().orElseThrow();
    }

    private static void isComplete(Customer customer, String pipeline, int uploads) {
        Map<String, Row> rows = customer.rows();
        assertThat(rows).hasSize(uploads);
        assertThat(rows.values())
                .allSatisfy(
                        row -> {
                            assertThat(row.status()).contains(Row.Status.COMPLETED);
                            JsonNode document = customer.result(row);
                            assertThat(pipeline + "#" + document.path("image_id").asText())
                                    .isEqualTo(row.rowID());
                            assertThat(document.path("customer_id").asText())
                                    .isEqualTo(customer.id());
                        });
        assertThat(customer.keys("saved-result/packs/" + pipeline + "/"))
                .as("packs that rows name, and no others")
                .containsExactlyInAnyOrderElementsOf(
                        rows.values().stream()
                                .map(row -> place(row).key())
                                .collect(Collectors.toSet()));
        assertThat(customer.keys(pipeline + "-result/")).as("documents of their own").isEmpty();
    }

    @Test
    void rule19_twoCustomersDocumentsLieInFewPacksAndEachIsReadAlone() throws Exception {
        try (Fleet fleet = new Fleet(packed("bulk", "10s"))) {
            List<Customer> customers = List.of(fleet.customer(), fleet.customer());
            for (int i = 0; i < 60; i++) {
                Customer customer = customers.get(i % 2);
                customer.put(customer.key("bulk", "photo-" + i), COFFEE);
            }
            Awaitility.await().until(() -> customers.getFirst().messages("bulk") == 60);
            fleet.workerHere();

            customers.forEach(customer -> customer.awaitAllSettled(30));
            customers.getFirst().awaitQueuesEmpty("bulk");

            int packs = 0;
            for (Customer customer : customers) {
                isComplete(customer, "bulk", 30);
                packs += customer.keys("saved-result/packs/bulk/").size();
            }
            assertThat(packs).as("packs of 60 results").isLessThanOrEqualTo(20);
        }
    }

    @Test
    void rule23_sigtermWithLinesWaitingLosesNothing() throws Exception {
        try (Fleet fleet = new Fleet(packed("parting", "10s"))) {
            Customer customer = fleet.customer();
            int uploads = 12;
            for (int i = 0; i < uploads; i++) {
                customer.put(customer.key("parting", "photo-" + i), COFFEE);
            }
            Awaitility.await().until(() -> customer.messages("parting") == uploads);
            HttpProxy s3 = fleet.proxy("S3");
            // One job is held upstream of the pack, in which the others wait for it.
            s3.hold(
                    call ->
                            call.operation().equals("GetObject")
                                    && call.path().contains("photo-0."));
            Program worker = fleet.worker(Map.of("AWS_ENDPOINT_URL_S3", s3.endpoint()));
            s3.awaitHeld();
            Awaitility.await("the other downloads")
                    .until(() -> s3.counts().getOrDefault("GetObject", 0L) == uploads);
            assertThat(s3.counts()).doesNotContainKey("PutObject");

            worker.terminate();
            worker.await("draining");
            s3.letGo();

            assertThat(worker.exitCode()).isZero();
            isComplete(customer, "parting", uploads);
            assertThat(customer.rows().values())
                    .as("each message was received once")
                    .allMatch(row -> row.number("attempt").orElseThrow() == 1);
            customer.awaitQueuesEmpty("parting");
        }
    }

    @Test
    void rule19_anOldUploadFinishingLastLeavesTheNewersRowAndLine() throws Exception {
        try (Fleet fleet = new Fleet(packed("repacked", "1s"))) {
            Customer customer = fleet.customer();
            String key = customer.key("repacked", "photo");
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
            Row newer = customer.awaitSettled("repacked#photo");
            JsonNode result = customer.result(newer);

            s3.letGo();
            slow.await("was settled before");
            customer.awaitQueuesEmpty("repacked");

            Row row = customer.row("repacked#photo").orElseThrow();
            assertThat(row.item()).isEqualTo(newer.item());
            assertThat(row.number("imageSize")).contains((long) ROCKET.length);
            assertThat(customer.result(row)).isEqualTo(result);
            Set<String> packs = Set.copyOf(customer.keys("saved-result/packs/repacked/"));
            assertThat(packs).as("the old upload's too, which no row names").hasSize(2);
            assertThat(packs).contains(newer.result().map(ResultPlace::key).orElse(""));
        }
    }
}
