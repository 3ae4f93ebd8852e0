package dev.sluice.ops.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.cli.local.LocalFleet;
import dev.sluice.ops.fleet.Naming;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.aws.Usage;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ReportTest {
    private static final Prices PRICES =
            new Prices("2026-01-02", "us-east-1", Map.of("s3.PutObject", 5.0), Map.of());

    private static final Pipeline FLAKES =
            Pipelines.read(
                            Path.of(System.getProperty("sluice.home"), "worker", "pipelines"),
                            List.of())
                    .named("flakes")
                    .orElseThrow();

    private final Naming naming = new Naming("demo");

    private final Report report =
            new Report(
                    List.of(completed("scan-0000001.jpg"), failed("scan-0000002.jpg"), missing()),
                    Duration.ofSeconds(2),
                    Map.of("flakes", new LocalFleet.Batches(3.25, 0.40625)),
                    new Usage(Map.of("s3.PutObject", 6L, "sqs.Other", 1L), Map.of()),
                    Path.of("/target/demo"));

    @Test
    void documentsSayAllThatATableSays() {
        JsonNode document = ReportFile.document(report, PRICES);

        assertThat(document.get("uploaded").asInt()).isEqualTo(3);
        assertThat(document.get("completed").asInt()).isEqualTo(1);
        assertThat(document.get("failed").asInt()).isEqualTo(1);
        assertThat(document.get("apiCalls").get("s3.PutObject").asInt()).isEqualTo(6);
        assertThat(document.get("dollarsPerMillion").asDouble()).isCloseTo(10, within(1e-9));
        JsonNode job = document.get("jobs").get(0);
        assertThat(job.get("file").asText()).isEqualTo("scan-0000001.jpg");
        assertThat(job.get("key").asText()).isEqualTo("demo/uploaded/scan-0000001_original.jpg");
        assertThat(job.get("customerID").asText()).isEqualTo("demo");
        assertThat(job.get("imageID").asText()).isEqualTo("scan-0000001");
        assertThat(job.get("pipeline").asText()).isEqualTo("flakes");
        assertThat(job.get("status").asText()).isEqualTo("completed");
        assertThat(job.get("finding").asText()).isEqualTo("no flakes");
        assertThat(job.get("failureReason").isNull()).isTrue();
        assertThat(job.get("milliseconds").toString()).isEqualTo("{\"model\":12.5,\"total\":75.0}");
        assertThat(job.get("savedTo").asText()).isEqualTo("/target/demo/a.jpg");
        assertThat(document.get("jobs").get(1).get("failureReason").asText())
                .isEqualTo("timeout: It took too long.");
        assertThat(document.get("jobs").get(2).get("status").asText()).isEqualTo("missing");
    }

    @Test
    void peopleReadTotalsBatchesCostAndWhereToLook() {
        assertThat(report.summary(PRICES))
                .anyMatch(line -> line.startsWith("3 uploaded, 1 completed, 1 failed in 2.0 s"))
                .anyMatch(line -> line.contains("flakes 3.3 (41 % full)"))
                .anyMatch(line -> line.contains("$10.00 a million"))
                .anyMatch(line -> line.contains("2026-01-02"))
                .anyMatch(line -> line.endsWith("without a price: sqs.Other"))
                .anyMatch(line -> line.endsWith("/target/demo"));
        assertThat(report.missing()).hasSize(1);
        assertThat(report.table().lines(false)).hasSize(4);
    }

    private Job completed(String file) {
        return new Job(
                naming.next(file, FLAKES),
                Optional.of(row("completed", "headline", AttributeValue.fromS("no flakes"))),
                Map.of("model", 12.5),
                Optional.of(Path.of("/target/demo/a.jpg")));
    }

    private Job failed(String file) {
        return new Job(
                naming.next(file, FLAKES),
                Optional.of(
                        row(
                                "failed",
                                "failureReason",
                                AttributeValue.fromS("timeout: It took too long."))),
                Map.of(),
                Optional.empty());
    }

    private Job missing() {
        return new Job(
                naming.next("scan-0000003.jpg", FLAKES),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }

    private static Row row(String status, String attribute, AttributeValue value) {
        return new Row(
                Map.of(
                        "processingStatus",
                        AttributeValue.fromS(status),
                        "createdAt",
                        AttributeValue.fromN("1000"),
                        "updatedAt",
                        AttributeValue.fromN("1075"),
                        attribute,
                        value));
    }
}
