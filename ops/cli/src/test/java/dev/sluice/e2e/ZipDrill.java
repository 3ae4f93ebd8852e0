package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dispatcher.DispatcherProcess;
import dev.sluice.ops.fleet.Submission;
import dev.sluice.ops.fleet.Uploads;
import dev.sluice.ops.local.LocalAws;
import dev.sluice.ops.local.samples.Samples;
import dev.sluice.ops.provision.Provisioner;
import dev.sluice.ops.provision.Topology;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A ZIP of 2 GB through fetch, guards and unpacking: run by hand, by {@code ops/cli/drill/run
 * ZipDrill}. Its 250 photos begin as a photo does and go on with noise, so they are packed as badly
 * as photos are.
 */
final class ZipDrill {
    private static final int PHOTOS = 250;
    private static final int BYTES = 8_000_000;
    private static final long MEGABYTE = 1 << 20;

    @TempDir private static Path folder;

    /** Made once: noise takes a minute. */
    private static Path zip() throws IOException {
        Path zip = folder.resolve("input.zip");
        if (Files.exists(zip)) {
            return zip;
        }
        byte[] start;
        try (ZipInputStream sample =
                new ZipInputStream(
                        new java.io.ByteArrayInputStream(Samples.splats().getFirst().bytes()))) {
            ZipEntry first = sample.getNextEntry();
            assertThat(first).isNotNull();
            start = sample.readAllBytes();
        }
        Random noise = new Random(14);
        byte[] rest = new byte[BYTES - start.length];
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out)) {
            entries.setLevel(Deflater.BEST_SPEED);
            for (int i = 0; i < PHOTOS; i++) {
                noise.nextBytes(rest);
                entries.putNextEntry(new ZipEntry("photo-%03d.jpg".formatted(i)));
                entries.write(start);
                entries.write(rest);
                entries.closeEntry();
            }
        }
        DrillReport.line("%d photos, a ZIP of %,d bytes", PHOTOS, Files.size(zip));
        return zip;
    }

    /** Seconds of CPU that a program takes, its own and its children's. */
    private static double cpu(Map<String, String> environment, Path work, List<String> words)
            throws Exception {
        List<String> timed =
                List.of("bash", "-c", "TIMEFORMAT='%U %S'; time \"$@\" >log.txt 2>&1", "_");
        List<String> all = new java.util.ArrayList<>(timed);
        all.addAll(words);
        ProcessBuilder program = new ProcessBuilder(all).directory(work.toFile());
        program.environment().putAll(environment);
        Process process = program.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        String[] times = said.strip().split(" ", -1);
        return Double.parseDouble(times[0]) + Double.parseDouble(times[1]);
    }

    private static long peakMegabytes(Program program) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + program.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aZipOfTwoGigabytesIsUnpackedInASmallHeap() throws Exception {
        Path zip = zip();
        double unzip = 0;
        double ours = 0;
        for (int i = 0; i < 2; i++) { // the second time it lies in the page cache
            Path theirs = Files.createDirectory(folder.resolve("unzip" + i));
            unzip = cpu(Map.of(), theirs, List.of("unzip", "-q", zip.toString()));
            Path work = Files.createDirectory(folder.resolve("sfm" + i));
            Path parameters = Files.writeString(work.resolve("parameters.json"), "{}");
            String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            ours =
                    cpu(
                            Map.of("PATH", "/nowhere"), // unpacking is all that it comes to
                            work,
                            List.of(
                                    java,
                                    "-Xmx64m",
                                    "-XX:+UseSerialGC",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    "dev.sluice.worker.task.splats.Sfm",
                                    folder.toString(),
                                    work.resolve("out").toString(),
                                    parameters.toString()));
            assertThat(Files.readString(work.resolve("out/failure.json")))
                    .contains("program-missing");
            try (var photos = Files.list(work.resolve("photos"))) {
                assertThat(photos.count()).isEqualTo(PHOTOS);
            }
        }
        DrillReport.line(
                "unzip: %.1f CPU-seconds; guards, checksums and unpacking in a heap of 64 MB: %.1f,"
                        + " the JVM's start included: %.2f times as fast",
                unzip, ours, unzip / ours);
        assertThat(unzip / ours).isGreaterThan(0.8);
    }

    @Test
    void aZipOfTwoGigabytesIsFetchedWithoutTheHeap() throws Exception {
        Path zip = zip();
        Path repository = Files.createDirectories(folder.resolve("repository/large"));
        Files.writeString(
                repository.resolve("pipeline.yaml"),
                """
                name: large
                match: "{customerID}/large/{jobID}.zip"
                row: "large#{jobID}"
                limits: {object: 5GB}
                output: {name: "{customerID}/large-result/{jobID}/large"}
                stages:
                  only: {folder: "{customerID}/large-only/{jobID}", options: {program: [ls, -l]}}
                """);
        LocalAws.Options options = LocalAws.Options.defaults().withState(folder.resolve("state"));
        try (LocalAws local = LocalAws.start(options)) {
            Map<String, String> environment = new HashMap<>(local.environment());
            environment.put("MODEL_PATH", repository.getParent().toString());
            environment.put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
            Settings settings = Settings.read(environment);
            try (AwsClients aws = AwsClients.patient(settings.aws(), 4, new ApiMeter())) {
                new Provisioner(aws.s3(), aws.settling(), aws.dynamodb(), line -> {})
                        .provision(
                                Topology.of(
                                        settings,
                                        Pipelines.read(repository.getParent(), List.of())));
                try (DispatcherProcess _ = DispatcherProcess.start(settings, new ApiMeter());
                        Program worker = Program.worker(environment)) {
                    Customer customer = new Customer(aws, settings);
                    customer.put(customer.id() + "/large/small.zip", new byte[100]);
                    customer.awaitSettled("large#small");
                    long before = peakMegabytes(worker);
                    new Uploads(aws.s3(), settings.bucket())
                            .put(
                                    new Submission(
                                            "large.zip",
                                            Pipelines.read(repository.getParent(), List.of())
                                                    .named("large")
                                                    .orElseThrow(),
                                            Map.of("customerID", customer.id(), "jobID", "large")),
                                    RequestBody.fromFile(zip),
                                    Map.of(),
                                    Optional.empty());
                    assertThat(customer.awaitSettled("large#large").status())
                            .contains(Row.Status.COMPLETED);
                    long after = peakMegabytes(worker);
                    DrillReport.line(
                            "the worker's largest memory: %d MB after a job of 100 bytes, %d MB"
                                    + " after one of %,d",
                            before, after, Files.size(zip));
                    assertThat((after - before) * MEGABYTE).isLessThan(64 * MEGABYTE);
                }
            }
        }
    }
}
