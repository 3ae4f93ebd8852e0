package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.job.Row;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;

/** More work than the machine can do at once, and parts of a fleet that differ. */
class OverloadIT {
    /**
     * A job waits far longer than {@code limits.timeout} here, for a core and for the model; worked
     * on is each for some hundredths of a second.
     */
    @Test
    void rule12_threeHundredPhotosWithASecondEachAllCompleteAtTheirFirstAttempt() throws Exception {
        int photos = 300;
        Path pipelines = Pipes.shipped(Pipes.repository(), "moderation");
        Pipes.edit(pipelines, "moderation", "timeout: 30s", "timeout: 1s");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            byte[] photo = Samples.photo("chelsea.png").bytes();
            for (int i = 0; i < photos; i++) {
                customer.put(customer.id() + "/moderate/photo-" + i + ".png", photo);
            }
            fleet.workerHere();

            customer.awaitAllSettled(photos);

            assertThat(customer.rows().values())
                    .allSatisfy(
                            row -> {
                                assertThat(row.status()).contains(Row.Status.COMPLETED);
                                assertThat(row.number("attempt")).contains(1L);
                            });
            customer.awaitQueuesEmpty("moderation");
        }
    }

    /** The dispatcher is the new one and the worker the old one, or the other way round. */
    @Test
    void rule22_aBacklogForAnotherModelVersionIsDoneWithTheOneInService() throws Exception {
        Path one = Pipes.classifier(Pipes.repository(), "versions");
        Path two =
                Pipes.classifier(
                        Pipes.repository(),
                        "versions",
                        "model: {file: model.onnx, version: \"2\", batch: {max: 8, maxDelay:"
                                + " 5ms}}");
        try (Fleet fleet = new Fleet(one)) {
            Customer customer = fleet.customer();
            for (int i = 0; i < 5; i++) {
                customer.put(
                        customer.key("versions", "photo-" + i),
                        Samples.photo("coffee.png").bytes());
            }
            fleet.workerHere(Map.of("MODEL_PATH", two.toString()), new ApiMeter());

            customer.awaitAllSettled(5);

            assertThat(customer.rows().values())
                    .allSatisfy(
                            row -> {
                                assertThat(row.status()).contains(Row.Status.COMPLETED);
                                assertThat(row.text("modelVersion")).contains("2");
                                assertThat(customer.result(row).path("modelVersion").asText())
                                        .isEqualTo("2");
                            });
        }
    }
}
