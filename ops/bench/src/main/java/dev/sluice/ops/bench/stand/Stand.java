package dev.sluice.ops.bench.stand;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.provision.Provisioner;
import dev.sluice.ops.provision.Topology;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.DispatchRows;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    private static final String SERVED = "SLUICE_PIPELINES";
    private static final QueueAttributeName[] LEFT = {
        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE
    };

    /** In the log of whatever does a worker's work, once it does. */
    public static final String POLLS = "the worker polls";

    /** Or the emulators' optimizing compiler would take cores from what is measured. */
    private static final String QUICK = "-XX:TieredStopAtLevel=1";

    /** With settings beside the emulators' addresses, and flags for the emulators' JVM. */
    public static Stand open(
            Bench bench,
            String name,
            BenchPipelines.Definition definition,
            Map<String, String> extra,
            String... emulatorFlags)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(bench.work().resolve(name));
        BenchPipelines made = new BenchPipelines(bench.home(), folder.resolve("pipelines"));
        definition.to(made);
        Launcher launcher = bench.launcher().with(QUICK).with(emulatorFlags);
        Path log = folder.resolve("emulators.log");
        Child emulators = launcher.sluice(log, extra, "up", "--only", "aws");
        try {
            var _ = emulators.await("Ready: ", START);
            Map<String, String> environment = exports(emulators.output());
            environment.remove("SLUICE_INDEXES"); // `up` has one, which a fleet has not by default
            environment.put("MODEL_PATH", made.repository().toString());
            environment.putAll(extra);
            Settings settings = Settings.read(environment);
            AwsClients.Load load = new AwsClients.Load(CONNECTIONS, 8, Duration.ofSeconds(60));
            AwsClients aws = AwsClients.open(settings.aws(), load, new ApiMeter());
            Pipelines pipelines = Pipelines.read(made.repository(), settings.pipelines());
            try (AwsClients patient = AwsClients.patient(settings.aws(), 8, new ApiMeter())) {
                new Provisioner(patient.s3(), patient.settling(), patient.dynamodb(), line -> {})
                        .provision(Topology.of(settings, pipelines));
            }
            return new Stand(
                    bench.launcher(), folder, emulators, environment, settings, pipelines, aws);
        } catch (IOException | RuntimeException e) {
            emulators.close();
            throw e;
        }
    }

    /** What {@code up} prints for a shell. */
    private static Map<String, String> exports(String output) {
        Map<String, String> exports = new HashMap<>();
        output.lines()
                .filter(line -> line.startsWith("export "))
                .map(line -> line.split("[ =]", 3))
                .forEach(words -> exports.put(words[1], words[2].replaceAll("^'|'$", "")));
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

    /** Without work yet. */
    public Backlog backlog(String pipeline) {
        return new Backlog(this, pipeline(pipeline));
    }

    public Path file(String name) {
        return folder.resolve(name).toAbsolutePath();
    }

    /** Settings of a worker that stops soon, for its polls end soon. */
    public Map<String, String> shortPolls() throws IOException {
        Path file = Files.writeString(file("sluice.yaml"), "worker: {pollWait: 1s}\n");
        return Map.of("SLUICE_CONFIG", file.toString());
    }

    /** Starts one of our programs here, with further settings. */
    public Child start(String name, Map<String, String> extra, String... command)
            throws IOException {
        return launcher.sluice(file(name + ".log"), with(extra), command);
    }

    /** A worker that polls for one pipeline. */
    public Child worker(String pipeline, Map<String, String> extra)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(extra);
        all.put(SERVED, pipeline);
        return start("worker-" + pipeline, all, "worker").await(POLLS, START);
    }

    /** The same by another main class, with a worker's flags and log. */
    public Child startAsWorker(String pipeline, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        Path log = file(main.getSimpleName() + ".log");
        return launcher.asWorker()
                .with("-DLEVEL=INFO") // as much as ops/sluice worker logs
                .java(log, with(Map.of(SERVED, pipeline)), main.getName(), arguments)
                .await(POLLS, START);
    }

    private Map<String, String> with(Map<String, String> extra) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(extra);
        return all;
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
        var told =
                clients.settling()
                        .getQueueAttributes(get -> get.queueUrl(url).attributeNames(LEFT));
        return told.attributes().values().stream().mapToLong(Long::parseLong).sum();
    }

    public void purge(String url) {
        var _ = clients.settling().purgeQueue(purge -> purge.queueUrl(url));
    }

    /** Uploads; the ETag. */
    public String put(String key, byte[] content) {
        RequestBody body = RequestBody.fromBytes(content);
        return clients.s3().putObject(put -> put.bucket(settings.bucket()).key(key), body).eTag();
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
        Delete these = Delete.builder().objects(all).build();
        var _ = clients.s3().deleteObjects(del -> del.bucket(settings.bucket()).delete(these));
    }

    DispatchRows rows() {
        return new DispatchRows(
                new JobTable(clients.dynamodb(), settings.table(), InstantSource.system()));
    }

    /** A row as it is now; without attributes if there is none. */
    public Row row(String customerID, String rowID) {
        AttributeValue customer = AttributeValue.fromS(customerID);
        AttributeValue row = AttributeValue.fromS(rowID);
        Map<String, AttributeValue> key = Map.of("customerID", customer, "imageID", row);
        return new Row(
                clients.dynamodb().getItem(get -> get.tableName(settings.table()).key(key)).item());
    }

    public boolean isCompleted(Job job) {
        Row row = row(job.customerID(), job.rowID());
        return row.status().equals(Optional.of(Row.Status.COMPLETED));
    }

    /** The same for each number, many at a time; what they gave, in order. */
    public <T> List<T> each(int count, IntFunction<T> work) {
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS / 2)) {
            IntFunction<CompletableFuture<T>> start =
                    i -> CompletableFuture.supplyAsync(() -> work.apply(i), threads);
            List<CompletableFuture<T>> all = IntStream.range(0, count).mapToObj(start).toList();
            return all.stream().map(CompletableFuture::join).toList();
        }
    }

    @Override
    public void close() {
        clients.close();
        emulators.close();
    }
}
