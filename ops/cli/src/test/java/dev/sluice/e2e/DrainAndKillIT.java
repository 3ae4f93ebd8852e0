package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.Micrograph;
import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.job.Row;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Workers come and go; jobs stay. */
final class DrainAndKillIT {
    private static final String LEASE = "lease: 4s";
    private static final byte[] PHOTO = Samples.photo("coffee.png").bytes();

    @Test
    void rule23_sigtermWithWorkInHandFinishesItAndTouchesNothingElse() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "drained", "lease: 30s");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            for (int i = 0; i < 140; i++) {
                customer.put(customer.key("drained", "photo-" + i), PHOTO);
            }
            Awaitility.await().until(() -> customer.messages("drained") == 140);
            HttpProxy s3 = fleet.proxy("S3");
            s3.hold(call -> call.operation().equals("GetObject"));
            Program worker =
                    fleet.worker(
                            Map.of(
                                    "AWS_ENDPOINT_URL_S3",
                                    s3.endpoint(),
                                    "tuning",
                                    ", permits: 40"));
            Awaitility.await().until(() -> fleet.waiting("drained") == 100);

            worker.terminate();
            worker.await("draining");
            s3.letGo();

            assertThat(worker.exitCode()).isZero();
            assertThat(customer.rows().values().stream().filter(Row::settled)).hasSize(40);
            assertThat(fleet.waiting("drained")).isEqualTo(100);
            fleet.workerHere();
            customer.awaitAllSettled(140);
            assertThat(customer.rows().values())
                    .as("each message was received once")
                    .allMatch(row -> row.number("attempt").orElseThrow() == 1)
                    .allMatch(row -> row.status().orElseThrow() == Row.Status.COMPLETED);
            customer.awaitQueuesEmpty("drained");
        }
    }

    @Test
    void killNineWithJobsInFlightLosesNothingAndDoublesNothing() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "killed", LEASE);
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            for (int i = 0; i < 40; i++) {
                customer.put(customer.key("killed", "photo-" + i), PHOTO);
            }
            HttpProxy s3 = fleet.proxy("S3");
            s3.hold(call -> call.operation().equals("PutObject"));
            Program worker = fleet.worker(Map.of("AWS_ENDPOINT_URL_S3", s3.endpoint()));
            s3.awaitHeld();

            worker.kill();
            s3.drop();
            fleet.workerHere();
            customer.awaitAllSettled(40);
            customer.awaitQueuesEmpty("killed");

            assertThat(customer.rows().values())
                    .allMatch(row -> row.status().orElseThrow() == Row.Status.COMPLETED)
                    .anyMatch(row -> row.number("attempt").orElseThrow() == 2);
            assertThat(customer.keys("killed-result/")).hasSize(40);
        }
    }

    @Test
    void aJobOfThreeVisibilityTimeoutsIsDeliveredOnce() throws Exception {
        Path pipelines =
                Pipes.classifier(Pipes.repository(), "long", LEASE, "limits: {timeout: 60s}");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            HttpProxy s3 = fleet.proxy("S3");
            s3.hold(call -> call.operation().equals("GetObject"));
            fleet.worker(Map.of("AWS_ENDPOINT_URL_S3", s3.endpoint()));
            customer.put(customer.key("long", "photo"), PHOTO);
            s3.awaitHeld();
            fleet.workerHere(); // would take it, were it visible

            Awaitility.await("three leases of 4 s")
                    .pollDelay(Duration.ofSeconds(13))
                    .until(() -> customer.messages("long") == 1);
            s3.letGo();

            Row row = customer.awaitSettled("long#photo");
            assertThat(row.number("attempt")).contains(1L);
            assertThat(row.status()).contains(Row.Status.COMPLETED);
            customer.awaitQueuesEmpty("long");
        }
    }

    @Test
    void rule10_workThatTakesTooLongIsTriedAgainAndThenFails() throws Exception {
        Path pipelines = Pipes.flakes(Pipes.repository(), "slow");
        Pipes.edit(pipelines, "slow", "attempts: 3, timeout: 30s", "attempts: 2, timeout: 100ms");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            fleet.workerHere();
            // 24 megapixels: no machine decodes and searches them in a tenth of a second.
            byte[] large = Micrograph.generateClean(1, 6000, 4000, 1, 2).jpeg();
            customer.put(customer.id() + "/slow/large-picture_original.jpg", large);

            Row row = customer.awaitSettled("slow#large-picture");

            assertThat(row.text("failureReason").orElseThrow()).startsWith("timeout: ");
            // Receives that nobody could begin to work on count, too, when the machine is slow.
            assertThat(row.number("attempt").orElseThrow()).isGreaterThanOrEqualTo(2);
            customer.awaitQueuesEmpty("slow");
        }
    }

    @Test
    void rule10_aSilentS3FailsNoPicture() throws Exception {
        Path pipelines =
                Pipes.classifier(
                        Pipes.repository(), "silent", LEASE, "limits: {timeout: 1s, attempts: 1}");
        try (Fleet fleet = new Fleet(pipelines)) {
            Customer customer = fleet.customer();
            HttpProxy s3 = fleet.proxy("S3");
            s3.hold(call -> call.operation().equals("GetObject"));
            Program worker = fleet.worker(Map.of("AWS_ENDPOINT_URL_S3", s3.endpoint()));
            customer.put(customer.key("silent", "photo"), PHOTO);
            Awaitility.await("more tries than attempts") // S3's clients give up after 30 s
                    .until(() -> worker.output().contains("will be tried again"));
            assertThat(customer.row("silent#photo").orElseThrow().status())
                    .contains(Row.Status.PENDING);

            s3.letGo();

            Row row = customer.awaitSettled("silent#photo");
            assertThat(row.status()).contains(Row.Status.COMPLETED);
            assertThat(row.number("attempt").orElseThrow()).isGreaterThan(1);
        }
    }
}
