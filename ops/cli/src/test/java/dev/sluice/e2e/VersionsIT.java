package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.ops.models.release.ReleaseDraft;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.release.Lineup;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.sync.RequestBody;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
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
                Uploads uploads = new Uploads(fleet.customer(), PHOTO)) {
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
            aPageShowsBothAnswers(fleet, customer);
        }
        aCanaryThatFailsIsEnded();
    }

    private static void aPageShowsBothAnswers(Fleet fleet, Customer customer) throws Exception {
        Path page = Files.createTempFile("report", ".html");
        assertThat(
                        models(
                                fleet,
                                "report",
                                PIPELINE,
                                "3",
                                "--html",
                                page.toString(),
                                "--customer",
                                customer.id(),
                                "--pictures",
                                "2",
                                "--core-hour",
                                "0.05"))
                .contains("2 pictures, done by 1b and 3 here: 0.0 % of the answers are the same");
        assertThat(Files.readString(page))
                .contains(
                        "versioned: version 3 beside 1b",
                        "<b>0.0 %</b> of 2 answers are the same",
                        "dollars a million, at 0.0500 a core-hour",
                        "<figcaption>000-",
                        "src=\"data:image/",
                        "another answer");
    }

    /** The customers who get it lose what it cannot do; the others nothing. */
    private static void aCanaryThatFailsIsEnded() throws Exception {
        Path repository = Pipes.classifier(Pipes.repository(), PIPELINE, "model: {version: \"1\"}");
        try (Fleet fleet = new Fleet(repository);
                Uploads uploads = new Uploads(fleet.customer(), SickModelIT.dark())) {
            fleet.workerHere();
            models(fleet, "add", PIPELINE, "sick", "--from", sick("fails-on-photos").toString());
            models(
                    fleet,
                    "canary",
                    PIPELINE,
                    "sick",
                    "--percent",
                    "100",
                    "--stop-failures",
                    "0.1",
                    "--stop-after",
                    "2");
            Awaitility.await("the fleet to end a canary whose jobs fail")
                    .until(() -> lineup(fleet).note().startsWith("the canary sick was ended: of "));
            assertThat(lineup(fleet).canary()).isEmpty();
            assertThat(lineup(fleet).withdrawn()).contains("sick");
            uploads.awaitVersion("1");
            uploads.stop(); // what it gave back is hidden for a minute, and then done by version 1
        }
    }

    private static Lineup lineup(Fleet fleet) {
        return FleetTable.of(
                        fleet.settings(Map.of()), fleet.aws().dynamodb(), InstantSource.system())
                .lineups()
                .all()
                .getOrDefault(PIPELINE, Lineup.FIRST);
    }

    /** A pipeline's folder, for a model that fails. */
    private static Path sick(String name) throws Exception {
        Path from =
                Path.of(System.getProperty("sluice.home"))
                        .resolve("ops/cli/src/test/resources/models")
                        .resolve(name);
        Path made = Pipes.classifier(Files.createTempDirectory("sick"), PIPELINE, from, 8);
        return made.resolve(PIPELINE);
    }

    @Test
    void aVersionThatIsWrongCostsNoJobAnything() throws Exception {
        Path repository = Pipes.classifier(Pipes.repository(), PIPELINE, "model: {version: \"1\"}");
        try (Fleet fleet = new Fleet(repository)) {
            models(fleet, "add", PIPELINE, "2", "--onnx", model(repository));
            release(repository, "3", repository.resolve(PIPELINE));
            release(repository, "4", sick("always-fails"));
            refused(fleet, repository);
        }
    }

    @Test
    void aRepositoryInS3IsAsGoodAsAFolder() throws Exception {
        Path repository = Pipes.classifier(Pipes.repository(), PIPELINE, "model: {version: \"1\"}");
        try (Fleet fleet = new Fleet(repository);
                Uploads uploads = new Uploads(fleet.customer(), PHOTO)) {
            String bucket = fleet.settings(Map.of()).bucket();
            Path cache = Files.createTempDirectory("cache");
            Map<String, String> inS3 =
                    Map.of(
                            "MODEL_PATH",
                            "s3://" + bucket + "/models",
                            "XDG_CACHE_HOME",
                            cache.toString());
            for (Path file : Pipes.files(repository.resolve(PIPELINE))) {
                put(fleet, bucket, PIPELINE + "/" + file.getFileName(), Files.readAllBytes(file));
            }
            said(0, fleet.environment(inS3), "add", PIPELINE, "2", "--onnx", model(repository));
            said(0, fleet.environment(inS3), "promote", PIPELINE, "2", "--lead", "0s");
            fleet.worker(inS3);
            uploads.awaitVersion("2");

            put(fleet, bucket, PIPELINE + "/2/labels.txt", "another\n".getBytes());
            assertThat(said(3, fleet.environment(inS3), "verify", PIPELINE, "2"))
                    .contains("files.labels.txt", "SHA-256");
            fleet.aws()
                    .s3()
                    .deleteObject(
                            delete ->
                                    delete.bucket(bucket)
                                            .key("models/" + PIPELINE + "/2/release.yaml"));
            assertThat(said(3, fleet.environment(inS3), "verify", PIPELINE, "2"))
                    .contains(PIPELINE + " has no version 2 in s3://");

            uploads.stop();
            uploads.customer.awaitAllSettled(uploads.count());
            assertThat(uploads.customer.count(Row.Status.COMPLETED)).isEqualTo(uploads.count());
        }
    }

    private static void put(Fleet fleet, String bucket, String path, byte[] content) {
        fleet.aws()
                .s3()
                .putObject(
                        put -> put.bucket(bucket).key("models/" + path),
                        RequestBody.fromBytes(content));
    }

    private static void refused(Fleet fleet, Path repository) throws Exception {
        try (Uploads uploads = new Uploads(fleet.customer(), PHOTO, 100_000)) { // nobody works yet
            Path two = repository.resolve(PIPELINE + "/2");
            for (String version : List.of("2", "3", "4")) {
                models(fleet, "promote", PIPELINE, version, "--lead", "0s", "--unverified");
                Awaitility.await("jobs for version " + version)
                        .until(() -> uploads.pendingFor(version) > 2);
            }
            for (Path file : Pipes.files(repository.resolve(PIPELINE + "/3"))) {
                Files.delete(file); // it was removed while jobs wait for it
            }
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

    /** Puts a release there by hand, whatever it is worth. */
    private static void release(Path repository, String version, Path like) throws Exception {
        Path folder = Files.createDirectory(repository.resolve(PIPELINE).resolve(version));
        ReleaseDraft.copyOf(like, folder)
                .write(version, Pipelines.read(like, List.of()).all().getFirst().release());
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
        return said(0, fleet.environment(Map.of()), line);
    }

    private static String said(int exitCode, Map<String, String> environment, String... line) {
        String[] all = new String[line.length + 1];
        all[0] = "models";
        System.arraycopy(line, 0, all, 1, line.length);
        try (Program program = Program.start(environment, all)) {
            assertThat(program.exitCode()).as(program.output()).isEqualTo(exitCode);
            return program.output();
        }
    }

    /** A customer who uploads all the time. */
    private static final class Uploads implements AutoCloseable {
        private final Customer customer;
        private final byte[] photo;
        private final int most;
        private final AtomicInteger count = new AtomicInteger();
        private final AtomicBoolean stop = new AtomicBoolean();
        private final Thread thread;

        Uploads(Customer customer, byte[] photo) {
            this(customer, photo, 100);
        }

        /**
         * @param most messages that may wait
         */
        Uploads(Customer customer, byte[] photo, int most) {
            this.customer = customer;
            this.photo = photo;
            this.most = most;
            this.thread = Thread.ofPlatform().start(this::run);
        }

        private void run() {
            while (!stop.get()) {
                int number = count.incrementAndGet();
                customer.put(customer.key(PIPELINE, "photo-" + number), photo);
                Awaitility.await("not too many at once")
                        .until(
                                () ->
                                        stop.get()
                                                || customer.messages(PIPELINE) < most
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
