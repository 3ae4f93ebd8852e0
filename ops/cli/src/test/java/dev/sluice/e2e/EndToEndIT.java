package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.job.Row;
import dev.sluice.worker.WorkerProcess;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From PutObject to row and result document, on healthy input. */
final class EndToEndIT {
    /** From the model's own expected.json: probabilities in the order of labels.txt, ± 0.005. */
    private static final Map<String, List<Double>> EXPECTED =
            Map.of(
                    "coffee.png", List.of(0.00349, 0.000014, 0.996342, 0.000147, 0.000007),
                    "astronaut.png", List.of(0.044262, 0.005486, 0.945165, 0.000498, 0.004589),
                    "chelsea.png", List.of(0.740568, 0.009542, 0.245449, 0.003176, 0.001265),
                    "camera.png", List.of(0.616242, 0.004087, 0.372246, 0.001366, 0.006058));

    private static final List<String> LABELS =
            List.of("Drawing", "Hentai", "Neutral", "Porn", "Sexy");

    @Test
    void moderationMeetsTheModelsExpectedNumbersFromPutToRow() throws Exception {
        try (Fleet fleet = new Fleet(Pipes.shipped())) {
            fleet.workerHere();
            Customer customer = fleet.customer();
            for (String photo : EXPECTED.keySet()) {
                customer.put(
                        customer.id() + "/moderate/" + name(photo) + ".png",
                        Samples.photo(photo).bytes());
            }
            EXPECTED.forEach(
                    (photo, probabilities) -> {
                        Row row = customer.awaitSettled("moderate#" + name(photo));
                        assertThat(row.status()).contains(Row.Status.COMPLETED);
                        JsonNode document = customer.result(row);
                        Map<String, Double> found = new TreeMap<>();
                        document.at("/classification/top")
                                .forEach(
                                        entry ->
                                                found.put(
                                                        entry.path("class").asText(),
                                                        entry.path("confidence").asDouble()));
                        for (int i = 0; i < LABELS.size(); i++) {
                            assertThat(found.get(LABELS.get(i)))
                                    .as(photo + " " + LABELS.get(i))
                                    .isCloseTo(probabilities.get(i), within(0.005));
                        }
                        assertThat(row.map("metadata").get("class").s())
                                .isEqualTo(document.at("/classification/class").asText());
                    });
        }
    }

    @Test
    void aScanGivesTheRowTheDocumentThePictureAndTheThumbnailThatCustomersKnow() throws Exception {
        try (Fleet fleet = new Fleet(Pipes.shipped())) {
            fleet.workerHere();
            Customer customer = fleet.customer();
            byte[] scan = Samples.micrographs().get(1).bytes();
            customer.put(
                    customer.scan("scan-0000001"),
                    scan,
                    Map.of("material", "graphene", "magnification", "50×".replace('×', 'x')));

            Row row = customer.awaitSettled("scan-0000001");

            String results = customer.id() + "/saved-result/scan-0000001";
            assertThat(row.text("processingStatus")).contains("completed");
            assertThat(row.text("resultKey")).contains(results + "_result.json");
            assertThat(row.text("thumbnailKey")).contains(results + "_thumbnail.jpg");
            assertThat(row.text("materialType")).contains("Graphene");
            assertThat(row.text("pipeline")).contains("flakes");
            assertThat(row.text("type")).contains("UPLOADED");
            assertThat(row.number("imageSize")).contains((long) scan.length);
            assertThat(row.number("attempt")).contains(1L);
            JsonNode document = customer.result(row);
            assertThat(document.path("status").asText()).isEqualTo("completed");
            assertThat(document.path("method").asText()).isEqualTo("regions");
            assertThat(document.path("image_id").asText()).isEqualTo("scan-0000001");
            JsonNode flakes = document.at("/detection_results/flakes");
            assertThat(flakes).isNotEmpty();
            double squareMicrons = 0.1538 * 0.1538;
            assertThat(flakes.get(0).path("area_um2").asDouble())
                    .isCloseTo(flakes.get(0).path("area").asDouble() * squareMicrons, within(0.5));
            assertThat(row.map("metadata").get("total_flakes").n())
                    .isEqualTo(Integer.toString(flakes.size()));
            assertThat(customer.object(results + "_result.jpg")).startsWith(0xFF, 0xD8);
            assertThat(customer.object(results + "_thumbnail.jpg")).startsWith(0xFF, 0xD8);
        }
    }

    @Test
    void thumbnailsAndOurOwnOutputsStartNothing() throws Exception {
        try (Fleet fleet = new Fleet(Pipes.shipped())) {
            fleet.workerHere();
            Customer customer = fleet.customer();
            byte[] scan = Samples.micrographs().getFirst().bytes();
            customer.put(customer.id() + "/uploaded/scan-0000002_thumbnail.jpg", scan);
            customer.put(customer.scan("scan-0000002"), scan);

            customer.awaitSettled("scan-0000002");
            customer.awaitQueuesEmpty("flakes");
            customer.awaitQueuesEmpty("moderation");

            assertThat(customer.rows()).containsOnlyKeys("scan-0000002");
            assertThat(customer.keys("saved-result/")).hasSize(3);
        }
    }

    @Test
    void withSixteenJobsWaitingTheBatchIsMoreThanOne() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "sixteen");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            byte[] photo = Samples.photo("coffee.png").bytes();
            for (int i = 0; i < 16; i++) {
                customer.put(customer.key("sixteen", "photo-" + i), photo);
            }
            org.awaitility.Awaitility.await().until(() -> customer.messages("sixteen") == 16);
            WorkerProcess worker = fleet.workerHere();

            customer.awaitAllSettled(16);

            assertThat(worker.modelUse().get("sixteen").meanBatch()).isGreaterThan(1.0);
        }
    }

    @Test
    void aClassifierIsAddedByAFolderAlone() throws Exception {
        Path folder =
                Path.of(
                        System.getProperty("sluice.home"),
                        "worker/src/test/resources/pipelines/emotion");
        Path pipelines = Pipes.asIs(Pipes.repository(), folder);
        try (Fleet fleet = new Fleet(pipelines)) {
            fleet.workerHere();
            Customer customer = fleet.customer();
            customer.put(
                    customer.key("emotion", "astronaut"), Samples.photo("astronaut.png").bytes());

            Row row = customer.awaitSettled("emotion#astronaut");

            assertThat(row.status()).contains(Row.Status.COMPLETED);
            assertThat(row.map("metadata").get("class").s())
                    .isIn("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral");
        }
    }

    @Test
    void theMetersCountsEqualTheRequestsCountedAtTheServers() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "metered");
        try (Fleet fleet = new Fleet(pipelines)) {
            HttpProxy s3 = fleet.proxy("S3");
            HttpProxy sqs = fleet.proxy("SQS");
            HttpProxy dynamodb = fleet.proxy("DYNAMODB");
            ApiMeter meter = new ApiMeter();
            WorkerProcess worker =
                    fleet.workerHere(
                            Map.of(
                                    "AWS_ENDPOINT_URL_S3", s3.endpoint(),
                                    "AWS_ENDPOINT_URL_SQS", sqs.endpoint(),
                                    "AWS_ENDPOINT_URL_DYNAMODB", dynamodb.endpoint()),
                            meter);
            Customer customer = fleet.customer();
            byte[] photo = Samples.photo("coffee.png").bytes();
            for (int i = 0; i < 12; i++) {
                customer.put(customer.key("metered", "photo-" + i), photo);
            }
            customer.awaitAllSettled(12);
            worker.drain();

            Map<String, Long> servers = new TreeMap<>();
            s3.counts().forEach((operation, count) -> servers.put("s3." + operation, count));
            sqs.counts().forEach((operation, count) -> servers.put("sqs." + operation, count));
            // The meter counts requests by their names, whichever table they are for.
            dynamodb.counts()
                    .forEach(
                            (name, count) ->
                                    servers.merge(
                                            "dynamodb." + name.replace(HttpProxy.OF_FLEET, ""),
                                            count,
                                            Long::sum));
            Map<String, Long> counted = new TreeMap<>(meter.counts());
            // Where there is a CloudWatch it is told as the worker ends, by no proxy of ours.
            counted.keySet().removeIf(name -> name.startsWith("cloudwatch."));
            assertThat(counted).containsExactlyInAnyOrderEntriesOf(servers);
            assertThat(servers).containsEntry("s3.PutObject", 12L);
        }
    }

    private static String name(String photo) {
        return photo.substring(0, photo.indexOf('.'));
    }
}
