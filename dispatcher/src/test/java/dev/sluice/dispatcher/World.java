package dev.sluice.dispatcher;

import dev.sluice.ops.local.LocalAws;
import dev.sluice.ops.provision.Provisioner;
import dev.sluice.ops.provision.Topology;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.Outgoing;
import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.DispatchRows;
import dev.sluice.shared.job.rows.FinalRows;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.notify.Notices;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.time.Backoff;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The dispatcher on real protocols: emulators of our own, or whatever the environment names. Each
 * world has queues, a table and a bucket to itself.
 */
final class World implements AutoCloseable {
    private static final Map<String, String> PIPELINES =
            Map.of(
                    "scans",
                    """
                    name: scans
                    match: "{customerID}/uploaded/{imageID}_original.{jpg|png}"
                    row: "{imageID}"
                    task: classify
                    model: {file: model.onnx, version: "7"}
                    lease: 3s
                    ids: {customerID: "[a-zA-Z0-9-]{3,50}", imageID: "[a-zA-Z0-9_-]{4,100}"}
                    output: {name: "{customerID}/saved-result/{imageID}"}
                    """,
                    "any",
                    """
                    name: any
                    match: "{customerID}/any/{imageID}.{jpg|png}"
                    row: "any#{imageID}"
                    task: classify
                    model: {file: model.onnx, version: "1"}
                    output: {name: "{customerID}/any-result/{imageID}"}
                    """,
                    "index",
                    """
                    name: index
                    match: "{customerID}/index/{imageID}.{jpg|png}"
                    row: "index#{imageID}"
                    removed: true
                    task: classify
                    model: {file: model.onnx, version: "1"}
                    ids: {imageID: "[a-z-]{1,20}"}
                    output: {name: "{customerID}/index-result/{imageID}"}
                    """,
                    "terse",
                    """
                    name: terse
                    match: "{customerID}/terse/{imageID}.{jpg|png}"
                    row: "terse#{imageID}"
                    removed: true
                    task: classify
                    model: {file: model.onnx, version: "1"}
                    output: {name: "{customerID}/terse-result/{imageID}", rows: completed-only}
                    """,
                    "faces",
                    """
                    name: faces
                    match: "{customerID}Face.{jpg|png}"
                    row: "face#{customerID}"
                    task: classify
                    model: {file: model.onnx, version: "1"}
                    output: {name: "face-result/{customerID}"}
                    """,
                    "captures",
                    """
                    name: captures
                    match: "{customerID}/captures/{sessionID}/{face.jpg|text.txt}"
                    row: "capture#{sessionID}"
                    task: classify
                    model: {file: model.onnx, version: "1"}
                    output: {name: "{customerID}/capture-result/{sessionID}"}
                    """,
                    "keys",
                    """
                    name: keys
                    match: "{customerID}-key"
                    row: "key#{customerID}"
                    task: classify
                    model: {file: model.onnx, version: "1"}
                    output: {name: "key-result/{customerID}"}
                    """);

    final Settings settings;
    final AwsClients clients;
    final Pipelines pipelines;
    final JobQueues queues;
    final JobTable table;
    final Counts counts = new Counts();

    private World(String name) {
        Map<String, String> environment = new HashMap<>(Shared.ENVIRONMENT);
        environment.put("MODEL_PATH", Shared.REPOSITORY.toString());
        environment.putIfAbsent("S3_BUCKET_NAME", "sluice");
        if (!name.isEmpty()) {
            environment.put("SLUICE_QUEUE_PREFIX", name);
            environment.put("DYNAMODB_TABLE_NAME", name);
            environment.put("S3_BUCKET_NAME", name);
        }
        settings = Settings.read(environment);
        clients =
                AwsClients.open(
                        settings.aws(),
                        new AwsClients.Load(32, 4, Duration.ofSeconds(60)),
                        new ApiMeter());
        pipelines = Pipelines.read(Shared.REPOSITORY, List.of());
        new Provisioner(clients.s3(), clients.settling(), clients.dynamodb(), line -> {})
                .provision(Topology.of(settings, pipelines));
        queues = Provisioned.find(settings, clients, pipelines, true);
        table = table(clients.dynamodb());
    }

    /** Started once, and ended with the JVM. */
    private static final class Shared {
        static final Map<String, String> ENVIRONMENT = environment();
        static final Path REPOSITORY = repository();

        private static Map<String, String> environment() {
            if (System.getenv().containsKey("AWS_ENDPOINT_URL_SQS")) {
                return System.getenv();
            }
            LocalAws aws = LocalAws.start(LocalAws.Options.defaults());
            Runtime.getRuntime().addShutdownHook(new Thread(aws::close));
            return aws.environment();
        }

        private static Path repository() {
            try {
                Path repository = Files.createTempDirectory("pipelines");
                for (Map.Entry<String, String> pipeline : PIPELINES.entrySet()) {
                    Path folder = Files.createDirectory(repository.resolve(pipeline.getKey()));
                    Files.writeString(folder.resolve("pipeline.yaml"), pipeline.getValue());
                    Files.writeString(folder.resolve("model.onnx"), "");
                }
                return repository;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static World named(String name) {
        return new World(name);
    }

    /** With the queues into which the emulated S3 sends its events. */
    static World ofS3() {
        return new World("");
    }

    /** As a worker of a pipeline has them. */
    FinalRows finalRows(String pipeline) {
        return new FinalRows(table, pipelines.named(pipeline).orElseThrow());
    }

    JobTable table(DynamoDbClient dynamodb) {
        return new JobTable(dynamodb, settings.table(), InstantSource.system());
    }

    Dispatcher dispatcher() {
        return dispatcher(queues);
    }

    Dispatcher dispatcher(JobQueues jobQueues) {
        Sieve sieve = new Sieve(Samples.BUCKET, pipelines, new LogLimit(InstantSource.system()));
        return new Dispatcher(
                sieve, new Lookup(clients.s3()), new DispatchRows(table), jobQueues, counts);
    }

    MessageDispatcher messages() {
        return messages(dispatcher());
    }

    MessageDispatcher messages(Dispatcher dispatcher) {
        return new MessageDispatcher(
                dispatcher,
                counts,
                new Summary(counts, InstantSource.system()),
                new Rejections(Notices.none(), InstantSource.system()));
    }

    /** Its back-off is nought, so that a hidden message is back after a second. */
    EventPoller poller(MessageDispatcher messages) {
        return new EventPoller(
                queues, messages, new Backoff(Duration.ZERO, Duration.ZERO, new Random(1)));
    }

    /** The pipelines' queues through another client. */
    JobQueues queuesThrough(SqsClient sqs) {
        Map<String, WorkQueue> jobs = new HashMap<>();
        pipelines
                .all()
                .forEach(
                        pipeline ->
                                jobs.put(
                                        pipeline.name(),
                                        new WorkQueue(
                                                clients.receiving(),
                                                sqs,
                                                url(pipeline.queue(settings.queuePrefix())))));
        return new JobQueues(queues.events(), jobs, queues.deadLetters());
    }

    String url(String queue) {
        return clients.settling().getQueueUrl(get -> get.queueName(queue)).queueUrl();
    }

    /** Puts an object into {@link Samples#BUCKET}. */
    void put(String key, String content) {
        try {
            clients.s3().createBucket(create -> create.bucket(Samples.BUCKET));
        } catch (S3Exception e) {
            if (e.statusCode() != 409) { // it is there
                throw e;
            }
        }
        clients.s3()
                .putObject(
                        put -> put.bucket(Samples.BUCKET).key(key),
                        RequestBody.fromString(content));
    }

    void sendEvent(String body) {
        if (!queues.events().send(List.of(new Outgoing(body, "s3"))).isEmpty()) {
            throw new IllegalStateException("not sent: " + body);
        }
    }

    /** All jobs waiting in a pipeline's queue; they are deleted. */
    List<Job> jobs(String pipeline) throws Exception {
        WorkQueue queue = queues.jobs().get(pipeline);
        List<Job> jobs = new ArrayList<>();
        List<Received> batch = queue.receive(10, Duration.ZERO);
        while (!batch.isEmpty()) {
            for (Received message : batch) {
                jobs.add(JobCodec.read(message.body()));
            }
            queue.delete(batch);
            batch = queue.receive(10, Duration.ZERO);
        }
        return jobs;
    }

    Optional<Row> row(String customerID, String rowID) {
        Map<String, AttributeValue> item =
                clients.dynamodb()
                        .getItem(
                                get ->
                                        get.tableName(settings.table())
                                                .consistentRead(true)
                                                .key(
                                                        Map.of(
                                                                "customerID",
                                                                AttributeValue.fromS(customerID),
                                                                "imageID",
                                                                AttributeValue.fromS(rowID))))
                        .item();
        return item.isEmpty() ? Optional.empty() : Optional.of(new Row(item));
    }

    /** Messages in a queue, hidden ones included. */
    int depth(String queue) {
        Map<String, String> attributes =
                clients.settling()
                        .getQueueAttributes(
                                get ->
                                        get.queueUrl(url(queue))
                                                .attributeNamesWithStrings(
                                                        "ApproximateNumberOfMessages",
                                                        "ApproximateNumberOfMessagesNotVisible"))
                        .attributesAsStrings();
        return attributes.values().stream().mapToInt(Integer::parseInt).sum();
    }

    @Override
    public void close() {
        clients.close();
    }
}
