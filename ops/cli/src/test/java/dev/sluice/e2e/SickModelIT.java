package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.job.Row;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import javax.imageio.ImageIO;

/** A model or a device out of order marks no picture failed (RULES 14). */
final class SickModelIT {

    @ParameterizedTest
    @ValueSource(ints = {2, 30})
    void rule14_aModelThatFailsOnEverythingStopsTheWorkerAndMarksNothingFailed(int pictures)
            throws Exception {
        String name = "fails-on-photos-" + pictures;
        Path pipelines = Pipes.classifier(Pipes.repository(), name, model("fails-on-photos"), 8);
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            byte[] dark = dark();
            for (int i = 0; i < pictures; i++) {
                customer.put(customer.key(name, "photo-" + i), dark);
            }
            Program worker = fleet.worker(Map.of());

            assertThat(worker.exitCode()).isEqualTo(1);

            assertThat(worker.output()).contains("the worker stops: model " + name);
            assertThat(customer.rows()).hasSize(pictures);
            assertThat(customer.rows().values())
                    .allMatch(row -> row.status().orElseThrow() == Row.Status.PENDING);
            assertThat(customer.messages(name)).as("nothing is lost").isEqualTo(pictures);
        }
    }

    @Test
    void rule14_aSupervisorThatKeepsRestartingABrokenModelFailsNoRow() throws Exception {
        Path pipelines =
                Pipes.classifier(Pipes.repository(), "restarted", model("fails-on-photos"), 8);
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            customer.put(customer.key("restarted", "photo"), dark());
            customer.awaitMessages("restarted", 1);

            for (int i = 0; i < 10; i++) { // as often as the queue hands a message out
                try (Program worker = Program.worker(fleet.environment(Map.of()))) {
                    worker.endsWithin(Duration.ofSeconds(2));
                }
            }

            assertThat(customer.row("restarted#photo").orElseThrow().status())
                    .contains(Row.Status.PENDING);
            assertThat(customer.messages("restarted-dlq")).isZero();
        }
    }

    @Test
    void aModelThatFailsItsWarmUpEndsTheStart() throws Exception {
        Path pipelines =
                Pipes.classifier(Pipes.repository(), "always-fails", model("always-fails"), 8);
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            customer.put(
                    customer.key("always-fails", "photo"), Samples.photo("coffee.png").bytes());
            try (Program worker = Program.start(fleet.environment(Map.of()), "worker")) {
                assertThat(worker.exitCode()).isEqualTo(3);
                assertThat(worker.output())
                        .contains("model always-fails fails its warm-up")
                        .doesNotContain("\tat ");
            }
        }
    }

    /** ONNX Runtime logs the refusal, through what its shutdown hook would have freed. */
    @Test
    void rule23_aPictureThatTheModelRefusesInADrainDoesNotCrashIt() throws Exception {
        Path pipelines =
                Pipes.classifier(
                        Pipes.repository(),
                        "parted",
                        model("fails-on-photos"),
                        8,
                        "limits: {attempts: 1}");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            HttpProxy s3 = fleet.proxy("S3");
            s3.hold(
                    call ->
                            call.operation().equals("GetObject")
                                    && call.path().contains("refused"));
            Program worker = fleet.worker(Map.of("AWS_ENDPOINT_URL_S3", s3.endpoint()));
            customer.put(customer.key("parted", "grey"), plain(Color.GRAY));
            customer.awaitSettled("parted#grey"); // so that the model is known to work
            customer.put(customer.key("parted", "refused"), dark());
            s3.awaitHeld();

            worker.terminate();
            worker.await("draining");
            s3.letGo();

            assertThat(worker.exitCode()).as(worker.output()).isZero();
            assertThat(customer.row("parted#refused").orElseThrow().status())
                    .contains(Row.Status.FAILED);
            customer.awaitQueuesEmpty("parted");
        }
    }

    @Test
    void onePictureThatTheModelRefusesFailsAloneAfterItsAttempts() throws Exception {
        Path pipelines =
                Pipes.classifier(
                        Pipes.repository(),
                        "choosy",
                        model("fails-on-photos"),
                        8,
                        "limits: {attempts: 2}");
        try (Fleet fleet = new Fleet(pipelines)) {
            fleet.workerHere();
            Customer customer = fleet.customer();
            for (int i = 0; i < 12; i++) {
                customer.put(customer.key("choosy", "grey-" + i), plain(Color.GRAY));
            }
            customer.put(customer.key("choosy", "refused"), dark());

            customer.awaitAllSettled(13);

            Row refused = customer.row("choosy#refused").orElseThrow();
            assertThat(refused.text("failureReason").orElseThrow())
                    .startsWith("attempts-exhausted: ");
            assertThat(refused.number("attempt")).contains(2L);
            assertThat(
                            customer.rows().values().stream()
                                    .filter(
                                            row ->
                                                    row.status().orElseThrow()
                                                            == Row.Status.COMPLETED))
                    .hasSize(12);
            customer.awaitQueuesEmpty("choosy");
        }
    }

    @Test
    void aGpuThatIsAskedForAndMissingEndsTheStartWithTheLibrarysName() throws Exception {
        try (Fleet fleet = new Fleet(Pipes.shipped());
                Program worker =
                        Program.start(fleet.environment(Map.of("ENABLE_GPU", "true")), "worker")) {
            assertThat(worker.exitCode()).isEqualTo(3);
            assertThat(worker.output())
                    .contains("libonnxruntime_providers_cuda.so", "-Pgpu")
                    .doesNotContain("\tat ");
        }
    }

    private static Path model(String name) {
        return Path.of(
                System.getProperty("sluice.home"), "ops/cli/src/test/resources/models", name);
    }

    /** What {@code fails-on-photos} refuses. */
    static byte[] dark() throws IOException {
        return plain(Color.BLACK);
    }

    private static byte[] plain(Color color) throws IOException {
        BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_3BYTE_BGR);
        var graphics = picture.createGraphics();
        graphics.setColor(color);
        graphics.fillRect(0, 0, 32, 32);
        graphics.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", png);
        return png.toByteArray();
    }
}
