package dev.sluice.ops.bench.stand;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.provision.Provisioner;
import dev.sluice.ops.provision.Topology;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.ModelRepository;
import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.DispatchRows;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * SQS, S3 and DynamoDB emulators in a process of their own, provisioned for some pipelines, with
 * clients for whoever measures. Fresh and empty each time.
 *
 * @param emulators their own CPU and memory are on no bill
 * @param environment what a program needs to work here
 */
public record Stand(
        Launcher launcher,
        Path folder,
        Child emulators,
        Map<String, String> environment,
        Settings settings,
        Pipelines pipelines,
        AwsClients clients)
        implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final int CONNECTIONS = 64;
    private static final String PREFIX = "SLUICE_QUEUE_PREFIX";

    /**
     * For the emulators: the optimizing compiler would take their cores from what is measured, and
     * in the minutes that a stand lasts its code does not pay for it.
     */
    private static final String QUICK = "-XX:TieredStopAtLevel=1";

    /**
     * Starts and provisions.
     *
     * @param extra settings beside the emulators' addresses, such as {@code RESULT_BUCKET_NAME}
     * @param emulatorFlags for the emulators' JVM, such as {@code -Xmx8g}
     */
    public static Stand open(
            Bench bench,
            String name,
            BenchPipelines made,
            Map<String, String> extra,
            String... emulatorFlags)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(bench.work().resolve(name));
        Path file = folder.resolve("env");
        String[] up = {"up", "--only", "aws", "--env-file", file.toString()};
        Child emulators =
                bench.launcher()
                        .with(QUICK)
                        .with(emulatorFlags)
                        .sluice(folder.resolve("emulators.log"), extra, up);
        try {
            var _ = emulators.await(file.toString(), () -> Files.exists(file), START);
            Map<String, String> environment = new HashMap<>(exports(file));
            environment.put("MODEL_PATH", made.repository().toString());
            environment.putAll(extra);
            Settings settings = Settings.read(environment);
            AwsClients clients =
                    AwsClients.open(
                            settings.aws(),
                            new AwsClients.Load(CONNECTIONS, 8, Duration.ofSeconds(60)),
                            new ApiMeter());
            Pipelines pipelines =
                    Pipelines.read(
                            ModelRepository.open(settings.modelPath(), clients.s3()),
                            settings.pipelines());
            new Provisioner(clients.s3(), clients.settling(), clients.dynamodb(), line -> {})
                    .provision(Topology.of(settings, pipelines));
            return new Stand(
                    bench.launcher(),
                    folder,
                    emulators,
                    Map.copyOf(environment),
                    settings,
                    pipelines,
                    clients);
        } catch (IOException | RuntimeException e) {
            emulators.close();
            throw e;
        }
    }

    private static Map<String, String> exports(Path file) throws IOException {
        Map<String, String> exports = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("export ")) {
                String[] parts = line.substring("export ".length()).split("=", 2);
                exports.put(parts[0], parts[1].replaceAll("^['\"]|['\"]$", ""));
            }
        }
        return exports;
    }

    /**
     * This very stand for the programs of another build; close the first. They get no {@code
     * SLUICE_} settings but the queues' prefix: one that an older build does not know would keep it
     * from starting.
     */
    public Stand with(Launcher other) {
        Map<String, String> known = new HashMap<>(environment);
        known.keySet().removeIf(name -> name.startsWith("SLUICE_") && !name.equals(PREFIX));
        return new Stand(other, folder, emulators, known, settings, pipelines, clients);
    }

    public Pipeline pipeline(String name) {
        return pipelines.named(name).orElseThrow();
    }

    /** A file of this stand's folder. */
    public Path file(String name) {
        return folder.resolve(name).toAbsolutePath();
    }

    /** Settings of a worker that stops soon, for its polls end soon. */
    public Map<String, String> shortPolls() throws IOException {
        Path file = Files.writeString(file("sluice.yaml"), "worker: {pollWait: 1s}\n");
        return Map.of("SLUICE_CONFIG", file.toString());
    }

    /**
     * Starts one of our programs here.
     *
     * @param extra settings beside the stand's
     */
    public Child start(String name, Map<String, String> extra, String... command)
            throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(extra);
        return launcher.sluice(file(name + ".log"), all, command);
    }

    /** Starts another main class that does a worker's work, with a worker's flags. */
    public Child start(String name, String pipeline, Class<?> main, String... arguments)
            throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("SLUICE_PIPELINES", pipeline);
        return launcher.asWorker()
                .with("-DLEVEL=INFO") // as much as ops/sluice worker logs
                .java(file(name + ".log"), all, main.getName(), arguments);
    }

    /** A worker that polls for one pipeline. */
    public Child worker(String pipeline, Map<String, String> extra)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(extra);
        all.put("SLUICE_PIPELINES", pipeline);
        return start("worker-" + pipeline, all, "worker").await("the worker polls", START);
    }

    public String queueUrl(Pipeline pipeline) {
        return queueUrl(pipeline.queue(settings.queuePrefix()));
    }

    public String eventsUrl() {
        return queueUrl(settings.queuePrefix() + "-events");
    }

    private String queueUrl(String queue) {
        return clients.settling().getQueueUrl(get -> get.queueName(queue)).queueUrl();
    }

    public WorkQueue queue(String url) {
        return new WorkQueue(clients.receiving(), clients.settling(), url);
    }

    /** Messages of a queue that wait or are in hand. */
    public long messages(String url) {
        return clients
                .settling()
                .getQueueAttributes(
                        get ->
                                get.queueUrl(url)
                                        .attributeNamesWithStrings(
                                                "ApproximateNumberOfMessages",
                                                "ApproximateNumberOfMessagesNotVisible"))
                .attributes()
                .values()
                .stream()
                .mapToLong(Long::parseLong)
                .sum();
    }

    public void purge(String url) {
        var _ = clients.settling().purgeQueue(purge -> purge.queueUrl(url));
    }

    /** Uploads; the ETag. */
    public String put(String key, byte[] content) {
        return clients.s3()
                .putObject(
                        put -> put.bucket(settings.bucket()).key(key),
                        RequestBody.fromBytes(content))
                .eTag();
    }

    /** A result; empty if there is none. */
    public Optional<byte[]> result(String key) {
        try {
            return Optional.of(
                    clients.s3()
                            .getObjectAsBytes(get -> get.bucket(settings.resultBucket()).key(key))
                            .asByteArrayUnsafe());
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    void delete(List<String> keys) {
        List<ObjectIdentifier> all =
                keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();
        var _ =
                clients.s3()
                        .deleteObjects(
                                delete ->
                                        delete.bucket(settings.bucket())
                                                .delete(objects -> objects.objects(all)));
    }

    DispatchRows rows() {
        return new DispatchRows(
                new JobTable(clients.dynamodb(), settings.table(), InstantSource.system()));
    }

    /** A row as it is now; without attributes if there is none. */
    public Row row(String customerID, String rowID) {
        Map<String, AttributeValue> key =
                Map.of(
                        "customerID", AttributeValue.fromS(customerID),
                        "imageID", AttributeValue.fromS(rowID));
        return new Row(
                clients.dynamodb().getItem(get -> get.tableName(settings.table()).key(key)).item());
    }

    /**
     * The same for each number, many at a time.
     *
     * @return what they gave, in order
     * @throws IllegalStateException with the first failure, after all have ended
     */
    public <T> List<T> each(int count, IntFunction<T> work) throws InterruptedException {
        List<Callable<T>> calls =
                IntStream.range(0, count).<Callable<T>>mapToObj(i -> () -> work.apply(i)).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS / 2)) {
            List<T> results = new ArrayList<>();
            for (Future<T> end : threads.invokeAll(calls)) {
                results.add(end.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        clients.close();
        emulators.close();
    }
}
