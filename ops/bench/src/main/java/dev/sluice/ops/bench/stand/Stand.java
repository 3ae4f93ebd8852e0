package dev.sluice.ops.bench.stand;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.provision.Provisioner;
import dev.sluice.ops.provision.Topology;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.ModelRepository;
import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * SQS, S3 and DynamoDB emulators in a process of their own, provisioned for some pipelines, with
 * clients for whoever measures. Fresh and empty each time.
 */
public final class Stand implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final int CONNECTIONS = 64;
    private static final String PREFIX = "SLUICE_QUEUE_PREFIX";

    /**
     * For the emulators: the optimizing compiler would take their cores from what is measured, and
     * in the minutes that a stand lasts its code does not pay for it.
     */
    private static final String QUICK = "-XX:TieredStopAtLevel=1";

    private final Bench bench;
    private final Path folder;
    private final Child emulators;
    private final Map<String, String> environment;
    private final Settings settings;
    private final Pipelines pipelines;
    private final AwsClients clients;

    private Stand(
            Bench bench,
            Path folder,
            Child emulators,
            Map<String, String> environment,
            Settings settings,
            Pipelines pipelines,
            AwsClients clients) {
        this.bench = bench;
        this.folder = folder;
        this.emulators = emulators;
        this.environment = Map.copyOf(environment);
        this.settings = settings;
        this.pipelines = pipelines;
        this.clients = clients;
    }

    /**
     * Starts and provisions.
     *
     * @param name a folder of the bench's work folder for logs
     * @param repository the pipelines, see {@link BenchPipelines}
     * @param extra settings beside the emulators' addresses, such as {@code RESULT_BUCKET_NAME}
     * @param emulatorFlags for the emulators' JVM, such as {@code -Xmx8g}
     */
    public static Stand open(
            Bench bench,
            String name,
            Path repository,
            Map<String, String> extra,
            String... emulatorFlags)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(bench.work().resolve(name));
        Path file = folder.resolve("env");
        Child emulators =
                bench.launcher()
                        .with(QUICK)
                        .with(emulatorFlags)
                        .sluice(
                                folder.resolve("emulators.log"),
                                extra, // where results go raises no events
                                "up",
                                "--only",
                                "aws",
                                "--env-file",
                                file.toString());
        try {
            awaitFile(emulators, file);
            Map<String, String> environment = new HashMap<>(exports(file));
            environment.put("MODEL_PATH", repository.toString());
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
            return new Stand(bench, folder, emulators, environment, settings, pipelines, clients);
        } catch (IOException | RuntimeException e) {
            emulators.close();
            throw e;
        }
    }

    private static void awaitFile(Child emulators, Path file)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (!Files.exists(file)) {
            if (!emulators.alive() || System.nanoTime() - end > 0) {
                throw new IOException("the emulators do not start: " + emulators.output());
            }
            Pause.of(Duration.ofMillis(50));
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
    public Stand with(Launcher launcher) {
        Map<String, String> known = new HashMap<>(environment);
        known.keySet().removeIf(name -> name.startsWith("SLUICE_") && !name.equals(PREFIX));
        return new Stand(
                bench.with(launcher), folder, emulators, known, settings, pipelines, clients);
    }

    /** What a program needs in its environment to work here. */
    public Map<String, String> environment() {
        return environment;
    }

    public Settings settings() {
        return settings;
    }

    public AwsClients clients() {
        return clients;
    }

    public Pipeline pipeline(String name) {
        return pipelines.named(name).orElseThrow();
    }

    /** The emulators' own CPU and memory, which are on no bill. */
    public Child emulators() {
        return emulators;
    }

    public String queueUrl(Pipeline pipeline) {
        return queueUrl(pipeline.queue(settings.queuePrefix()));
    }

    public String queueUrl(String queue) {
        return clients.settling().getQueueUrl(get -> get.queueName(queue)).queueUrl();
    }

    /** Messages of a queue that wait or are in hand. */
    public long messages(String url) {
        Map<QueueAttributeName, String> counts =
                clients.settling()
                        .getQueueAttributes(
                                get ->
                                        get.queueUrl(url)
                                                .attributeNames(
                                                        QueueAttributeName
                                                                .APPROXIMATE_NUMBER_OF_MESSAGES,
                                                        QueueAttributeName
                                                                .APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                        .attributes();
        return counts.values().stream().mapToLong(Long::parseLong).sum();
    }

    public WorkQueue queue(Pipeline pipeline) {
        return new WorkQueue(clients.receiving(), clients.settling(), queueUrl(pipeline));
    }

    /** A file of this stand's folder. */
    public Path file(String name) {
        return folder.resolve(name);
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
        return bench.launcher().sluice(file(name + ".log"), all, command);
    }

    /**
     * Starts another main class that does a worker's work, with a worker's flags.
     *
     * @param flags for its JVM
     * @param extra settings beside the stand's
     */
    public Child start(
            String name,
            List<String> flags,
            Map<String, String> extra,
            Class<?> main,
            String... arguments)
            throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(extra);
        return bench.launcher()
                .asWorker()
                .with(flags.toArray(String[]::new))
                .java(file(name + ".log"), all, main.getName(), arguments);
    }

    /** A worker that polls for one pipeline. */
    public Child worker(String pipeline, Map<String, String> extra)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(extra);
        all.put("SLUICE_PIPELINES", pipeline);
        return start("worker-" + pipeline, all, "worker").await("the worker polls", START);
    }

    /** Runs something for each, many at a time. */
    public <T> void side(List<T> all, Consumer<T> each) throws InterruptedException {
        Crowd.each(all, CONNECTIONS / 2, each);
    }

    @Override
    public void close() {
        clients.close();
        emulators.close();
    }
}
