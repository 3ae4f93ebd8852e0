package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.job.Row;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Versions that come and go under a fleet at work: no job is lost, and none is refused. */
final class VersionsIT {
    private static final byte[] PHOTO = Samples.photo("coffee.png").bytes();
    private static final String PIPELINE = "versioned";

    @Test
    void versionsAreAddedPromotedRolledBackAndEditedWhileUploadsGoOn() throws Exception {
        Path repository = Pipes.classifier(Pipes.repository(), PIPELINE, "model: {version: \"1\"}");
        try (Fleet fleet = new Fleet(repository);
                Uploads uploads = new Uploads(fleet.customer())) {
            fleet.workerHere();
            uploads.awaitVersion("1");

            assertThat(models(fleet, "add", PIPELINE, "2", "--onnx", model(repository)))
                    .contains("has a version 2 now");
            assertThat(repository.resolve(PIPELINE + "/2/release.yaml")).exists();
            models(fleet, "promote", PIPELINE, "2", "--lead", "5s");
            uploads.awaitVersion("2");
            assertThat(models(fleet, "list")).containsPattern(PIPELINE + " +2 +live");

            models(fleet, "rollback", PIPELINE);
            uploads.awaitVersion("1");

            models(fleet, "add", PIPELINE, "3", "--from", otherLabels(repository).toString());
            models(
                    fleet,
                    "shadow",
                    PIPELINE,
                    "3",
                    "--percent",
                    "100",
                    "--stop-agreement",
                    "0.9",
                    "--stop-after",
                    "2");
            Awaitility.await("the fleet to end a shadow that never agrees")
                    .until(() -> models(fleet, "list").contains("the shadow 3 was ended"));
            assertThat(models(fleet, "report", PIPELINE, "3")).contains("0.0 % of the answers");

            Pipes.edit(repository, PIPELINE, "version: \"1\"", "version: \"1b\"");
            uploads.awaitVersion("1b");

            uploads.stop();
            Customer customer = uploads.customer;
            customer.awaitAllSettled(uploads.count());
            assertThat(customer.count(Row.Status.COMPLETED)).isEqualTo(uploads.count());
            assertThat(uploads.byVersion()).containsOnlyKeys("1", "2", "1b");
        }
    }

    @Test
    void aVersionThatIsWrongCostsNoJobAnything() throws Exception {
        Path repository = Pipes.classifier(Pipes.repository(), PIPELINE, "model: {version: \"1\"}");
        try (Fleet fleet = new Fleet(repository)) {
            models(fleet, "add", PIPELINE, "2", "--onnx", model(repository));
            models(fleet, "promote", PIPELINE, "2", "--lead", "0s");
            refused(fleet, repository);
        }
    }

    private static void refused(Fleet fleet, Path repository) throws Exception {
        try (Uploads uploads = new Uploads(fleet.customer())) {
            Path two = repository.resolve(PIPELINE + "/2");
            Awaitility.await("jobs for version 2").until(() -> uploads.pendingFor("2") > 2);
            Files.writeString(two.resolve("labels.txt"), "another\n"); // its sum is wrong now

            try (Program refused =
                    Program.start(fleet.environment(Map.of()), "models", "verify", PIPELINE, "2")) {
                assertThat(refused.exitCode()).isEqualTo(3);
                assertThat(refused.output())
                        .contains("2/release.yaml: files.labels.txt", "SHA-256");
            }
            fleet.workerHere(); // begins with what was live before
            uploads.awaitVersion("1");

            uploads.stop();
            uploads.customer.awaitAllSettled(uploads.count());
            assertThat(uploads.customer.count(Row.Status.COMPLETED)).isEqualTo(uploads.count());
        }
    }

    /** The same model, whose classes have other names. */
    private static Path otherLabels(Path repository) throws Exception {
        Path folder = Files.createTempDirectory("other-labels");
        for (String file : List.of("pipeline.yaml", "model.onnx", "labels.txt")) {
            Files.copy(repository.resolve(PIPELINE).resolve(file), folder.resolve(file));
        }
        Path labels = folder.resolve("labels.txt");
        Files.write(
                labels, Files.readAllLines(labels).stream().map(each -> "not " + each).toList());
        return folder;
    }

    private static String model(Path repository) {
        return repository.resolve(PIPELINE + "/model.onnx").toString();
    }

    private static String models(Fleet fleet, String... line) {
        String[] all = new String[line.length + 1];
        all[0] = "models";
        System.arraycopy(line, 0, all, 1, line.length);
        try (Program program = Program.start(fleet.environment(Map.of()), all)) {
            assertThat(program.exitCode()).as(program.output()).isZero();
            return program.output();
        }
    }

    /** A customer who uploads all the time. */
    private static final class Uploads implements AutoCloseable {
        private final Customer customer;
        private final AtomicInteger count = new AtomicInteger();
        private final AtomicBoolean stop = new AtomicBoolean();
        private final Thread thread;

        Uploads(Customer customer) {
            this.customer = customer;
            this.thread = Thread.ofPlatform().start(this::run);
        }

        private void run() {
            while (!stop.get()) {
                int number = count.incrementAndGet();
                customer.put(customer.key(PIPELINE, "photo-" + number), PHOTO);
                Awaitility.await("not too many at once")
                        .until(
                                () ->
                                        stop.get()
                                                || customer.messages(PIPELINE) < 100
                                                        && customer.messages("events") < 5);
            }
        }

        int count() {
            return count.get();
        }

        Map<String, Integer> byVersion() {
            Map<String, Integer> versions = new TreeMap<>();
            for (Row row : customer.rows().values()) {
                if (row.settled()) {
                    versions.merge(row.text("modelVersion").orElse(""), 1, Integer::sum);
                }
            }
            return versions;
        }

        long pendingFor(String version) {
            return customer.rows().values().stream()
                    .filter(row -> !row.settled())
                    .filter(row -> row.text("modelVersion").orElse("").equals(version))
                    .count();
        }

        /** Waits until uploads from now on are answered by it. */
        void awaitVersion(String version) {
            int before = byVersion().getOrDefault(version, 0);
            Awaitility.await("version " + version)
                    .until(() -> byVersion().getOrDefault(version, 0) > before + 2);
        }

        void stop() throws InterruptedException {
            stop.set(true);
            thread.join();
        }

        @Override
        public void close() throws InterruptedException {
            stop();
        }
    }
}
