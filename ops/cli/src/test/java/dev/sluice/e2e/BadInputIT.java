package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.local.samples.OddPictures;
import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.job.Row;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whatever customers send ends in a row that tells them why, and harms nobody else. */
final class BadInputIT {
    private static final String GOOD = "coffee.png";

    @Test
    void everyOddPictureEndsInARowAndItsNeighboursAreUnharmed() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "odd");
        try (Fleet fleet = new Fleet(pipelines)) {
            fleet.workerHere();
            Customer alone = fleet.customer();
            alone.put(alone.key("odd", "alone"), Samples.photo(GOOD).bytes());
            alone.awaitSettled("odd#alone");
            JsonNode expected = classification(alone, "alone");
            Customer customer = fleet.customer();
            for (OddPictures odd : OddPictures.values()) {
                customer.put(
                        customer.key("odd", odd.name() + "-neighbour"),
                        Samples.photo(GOOD).bytes());
                customer.put(customer.key("odd", odd.name()), odd.bytes());
            }

            customer.awaitAllSettled(2 * OddPictures.values().length);

            Map<String, String> found = new TreeMap<>();
            Map<String, String> wanted = new TreeMap<>();
            Map<String, Row> rows = customer.rows();
            for (OddPictures odd : OddPictures.values()) {
                Row row = rows.get("odd#" + odd.name());
                wanted.put(odd.name(), odd.failureCode().orElse("completed"));
                found.put(odd.name(), reason(row));
                if (odd.failureCode().isPresent()) {
                    assertThat(row.text("failureReason").orElseThrow())
                            .as("a sentence for the customer")
                            .matches("[a-z-]+: [A-Z].{20,}\\.");
                }
                assertThat(row.number("attempt")).as("no retry of " + odd).contains(1L);
                assertThat(classification(customer, odd.name() + "-neighbour")).isEqualTo(expected);
            }
            assertThat(found).isEqualTo(wanted);
            customer.awaitQueuesEmpty("odd");
        }
    }

    @Test
    void keysWithSpacesPlusPercentUnicodeAndEmojiArriveAsTheyAre() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "anyname");
        Pipes.edit(pipelines, "anyname", ", imageID: \"[a-zA-Z0-9_-]{1,100}\"", "");
        try (Fleet fleet = new Fleet(pipelines)) {
            fleet.workerHere();
            Customer customer = fleet.customer();
            List<String> names =
                    List.of(
                            "two words",
                            "a+b",
                            "50%2Foff",
                            "100%",
                            "Grüße",
                            "花",
                            "😀 ok",
                            "a&b=c;d");
            for (String name : names) {
                customer.put(customer.key("anyname", name), Samples.photo(GOOD).bytes());
            }

            customer.awaitAllSettled(names.size());

            for (String name : names) {
                Row row = customer.row("anyname#" + name).orElseThrow();
                assertThat(row.status()).as(name).contains(Row.Status.COMPLETED);
                assertThat(row.text("s3Key")).contains(customer.key("anyname", name));
                assertThat(customer.result(row)).isNotEmpty();
            }
            customer.awaitQueuesEmpty("anyname");
        }
    }

    @Test
    void rule21_anIdThatBreaksItsRuleFailsUnderTheRawIds() throws Exception {
        try (Fleet fleet = new Fleet(Pipes.shipped())) {
            Customer customer = fleet.customer();
            customer.put(customer.scan("short"), Samples.photo(GOOD).bytes());
            customer.put(customer.scan("has space and !"), Samples.photo(GOOD).bytes());

            assertThat(reason(customer.awaitSettled("short"))).isEqualTo("invalid-id");
            assertThat(reason(customer.awaitSettled("has space and !"))).isEqualTo("invalid-id");
            assertThat(customer.row("short").orElseThrow().text("failureReason").orElseThrow())
                    .contains("imageID", "short", "{10,100}");
            customer.awaitQueuesEmpty("flakes");
        }
    }

    @Test
    void rule2_anObjectDeletedBeforeItIsReadFailsAndSaysSo() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "gone");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            customer.put(customer.key("gone", "vanished"), Samples.photo(GOOD).bytes());
            Awaitility.await().until(() -> customer.messages("gone") == 1);
            customer.delete(customer.key("gone", "vanished"));
            fleet.workerHere();

            assertThat(reason(customer.awaitSettled("gone#vanished"))).isEqualTo("object-deleted");
            customer.awaitQueuesEmpty("gone");
        }
    }

    @Test
    void rule2_anObjectOverwrittenBeforeItIsReadIsAnsweredByTheNewerUpload() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "changed");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            String key = customer.key("changed", "twice");
            customer.put(
                    key, "no picture at all".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            Awaitility.await().until(() -> customer.messages("changed") == 1);
            customer.put(key, Samples.photo(GOOD).bytes());
            Awaitility.await().until(() -> customer.messages("changed") == 2);
            fleet.workerHere();

            Row row = customer.awaitSettled("changed#twice");
            customer.awaitQueuesEmpty("changed");

            assertThat(row.status()).contains(Row.Status.COMPLETED);
            assertThat(customer.row("changed#twice").orElseThrow().item()).isEqualTo(row.item());
            assertThat(row.number("imageSize")).contains((long) Samples.photo(GOOD).bytes().length);
        }
    }

    @Test
    void anObjectOverTheLimitFailsWithItsSizeAndTheLimit() throws Exception {
        Path pipelines =
                Pipes.classifier(
                        Pipes.repository(), "small", "limits: {object: 100kB, pixels: 1MP}");
        try (Fleet fleet = new Fleet(pipelines)) {
            fleet.workerHere();
            Customer customer = fleet.customer();
            customer.put(customer.key("small", "bytes"), Samples.photo(GOOD).bytes());
            customer.put(customer.key("small", "pixels"), OddPictures.HUGE_PNG.bytes().clone());

            Row bytes = customer.awaitSettled("small#bytes");

            assertThat(reason(bytes)).isEqualTo("too-many-bytes");
            assertThat(bytes.text("failureReason").orElseThrow()).contains("441801", "100000");
        }
    }

    @Test
    void theHugePictureCostsTheWorkerNoMemory() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "bomb");
        try (Fleet fleet = new Fleet(pipelines)) {
            Program worker = fleet.worker(Map.of());
            Customer customer = fleet.customer();
            for (int i = 0; i < 8; i++) {
                customer.put(customer.key("bomb", "good-" + i), Samples.photo(GOOD).bytes());
            }
            customer.awaitAllSettled(8);
            long before = worker.peakResidentBytes();
            customer.put(customer.key("bomb", "bomb"), OddPictures.HUGE_PNG.bytes());

            Row row = customer.awaitSettled("bomb#bomb");

            assertThat(reason(row)).isEqualTo("too-many-pixels");
            assertThat(row.text("failureReason").orElseThrow()).contains("60000×60000", "40.0");
            assertThat(worker.peakResidentBytes() - before).isLessThan(100_000_000L);
        }
    }

    private static JsonNode classification(Customer customer, String imageID) {
        Row row = customer.row(pipelineOf(customer) + "#" + imageID).orElseThrow();
        return customer.result(row).path("classification");
    }

    private static String pipelineOf(Customer customer) {
        return customer.rows().keySet().iterator().next().replaceAll("#.*", "");
    }

    /** The reason code of a failed row, {@code completed} of a completed one. */
    private static String reason(Row row) {
        return row.text("failureReason")
                .map(reason -> reason.substring(0, reason.indexOf(':')))
                .orElseGet(() -> row.text("processingStatus").orElse("?"));
    }
}
