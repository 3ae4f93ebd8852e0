package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.local.LocalAws;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.Parts;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.job.rows.Completion;
import dev.sluice.shared.job.rows.DispatchRows;
import dev.sluice.shared.job.rows.FinalRows;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.job.rows.PartRows;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.worker.fake.Calls;
import dev.sluice.worker.fake.FakeSqs;
import dev.sluice.worker.fake.SettableTicker;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.intake.Hold;
import dev.sluice.worker.intake.Intake;
import dev.sluice.worker.intake.Leases;
import dev.sluice.worker.intake.Permits;
import dev.sluice.worker.intake.Upstream;
import dev.sluice.worker.output.Milliseconds;
import dev.sluice.worker.output.OwnObjects;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.output.ResultWriter;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.JointTask;
import dev.sluice.worker.task.emotion.State;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What becomes of an upload in parts, through the dispatcher's and the worker's writes, on DynamoDB
 * Local and S3Proxy.
 */
class PartsTest {
    private static final Pipeline EMOTION =
            Pipelines.read(
                            Path.of(System.getProperty("sluice.home"), "worker", "pipelines"),
                            List.of("emotion"))
                    .all()
                    .getFirst();
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final Milliseconds TIMES =
            new Milliseconds(
                    Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    private static final List<String> FILES =
            List.of("face.jpg", "voice.wav", "voice.mp3", "text.txt");

    /** Started once, and ended with the JVM. */
    private static final class Shared {
        static final LocalAws AWS = LocalAws.start(LocalAws.Options.defaults());
        static final Settings SETTINGS = Settings.read(AWS.environment());
        static final AwsClients CLIENTS =
                AwsClients.open(
                        SETTINGS.aws(),
                        new AwsClients.Load(32, 1, Duration.ofSeconds(60)),
                        new ApiMeter());

        static {
            CLIENTS.s3().createBucket(create -> create.bucket(SETTINGS.bucket()));
            CLIENTS.dynamodb()
                    .createTable(
                            table ->
                                    table.tableName("Parts")
                                            .billingMode(BillingMode.PAY_PER_REQUEST)
                                            .attributeDefinitions(
                                                    text("customerID"), text("imageID"))
                                            .keySchema(
                                                    key("customerID", KeyType.HASH),
                                                    key("imageID", KeyType.RANGE)));
            Runtime.getRuntime().addShutdownHook(new Thread(AWS::close));
        }

        private static AttributeDefinition text(String name) {
            return AttributeDefinition.builder()
                    .attributeName(name)
                    .attributeType(ScalarAttributeType.S)
                    .build();
        }

        private static KeySchemaElement key(String name, KeyType type) {
            return KeySchemaElement.builder().attributeName(name).keyType(type).build();
        }
    }

    /** Knows nothing of media: what it finds is told by the test. */
    private record Fusing() implements JointTask<AutoCloseable> {
        @Override
        public Set<String> parts() {
            return Set.of("face", "voice", "text");
        }

        @Override
        public Reader<AutoCloseable> reader(String part) {
            throw new UnsupportedOperationException("nothing is read here");
        }

        @Override
        public Finding run(AutoCloseable input, Context job) {
            throw new UnsupportedOperationException("nothing is run here");
        }

        @Override
        public Result joint(Parts parts) {
            return new State(parts).result();
        }
    }

    /**
     * One upload of a part.
     *
     * @param answer empty if it has none
     */
    private record Part(Job job, Optional<Map<String, Object>> answer) {
        Upload upload() {
            return new Upload(job, EMOTION.variables(job.key()).orElseThrow());
        }
    }

    /** One customer's session. */
    private static final class Session {
        final String customer = "c-" + UUID.randomUUID().toString().substring(0, 12);
        final JobTable table =
                new JobTable(Shared.CLIENTS.dynamodb(), "Parts", InstantSource.system());
        final PartRows parts = new PartRows(table, EMOTION);
        final DispatchRows dispatch = new DispatchRows(table);
        final String bucket = Shared.SETTINGS.bucket();
        final Settlement settlement;

        Session() {
            ObjectStore store = new ObjectStore(Shared.CLIENTS.s3());
            ResultWriter results =
                    new ResultWriter(
                            store,
                            bucket,
                            EMOTION,
                            new OwnObjects(store, bucket, EMOTION.output().json()));
            settlement =
                    new Settlement.OfParts(
                            results, new FinalRows(table, EMOTION), parts, new Fusing());
        }

        Job job(String file, int number) {
            String key = customer + "/uploaded/s1/" + file;
            return new Job(
                    new Job.Work(
                            "emotion", "1", Job.Kind.CREATED, Optional.empty(), EMOTION.part(key)),
                    new RowKey(customer, "emotion#s1", "emotion#s1"),
                    new ObjectVersion(bucket, key, "etag" + number, Optional.empty(), 10),
                    // sequencers of two keys say nothing of each other
                    Generation.of(
                            Optional.of("%02X".formatted(16 * FILES.indexOf(file) + number)),
                            NOON.plusMillis(number)));
        }

        Part answering(String file, int number, double v, double a, double c) {
            return new Part(
                    job(file, number),
                    Optional.of(Map.of("valence", v, "arousal", a, "confidence", c)));
        }

        void dispatch(Part part) {
            var _ = dispatch.pending(part.job(), EMOTION);
        }

        /** As a worker does with a message, also with one that comes again. */
        void deliver(Part part) throws InterruptedException {
            Hold hold = hold();
            Optional<Row> row = table.read(part.job());
            if (row.filter(r -> r.newerThan(part.job())).isPresent()) {
                return;
            }
            if (row.filter(r -> r.completes(part.job())).isPresent()) {
                settlement.again(part.upload(), row.get(), hold);
            } else if (part.answer().isPresent()) {
                Result found = new Result("", Map.of(), part.answer().get());
                var _ = settlement.completed(part.upload(), found, TIMES, hold);
            } else {
                var _ = settlement.failed(part.upload(), WHY, hold);
            }
        }

        /** A worker that dies between row and document. */
        void crash(Part part) {
            var _ =
                    part.answer().isPresent()
                            ? parts.completed(part.job(), part.answer().get(), this::completion)
                            : parts.failed(part.job(), WHY, this::completion);
        }

        private Completion completion(Parts all) {
            Result joint = new State(all).result();
            return new Completion(
                    new ResultPlace.Whole(customer + "/saved-result/s1_emotion.json"),
                    joint.headline(),
                    joint.summary(),
                    Map.of());
        }

        Row row() {
            return table.read(job("face.jpg", 1)).orElseThrow();
        }

        /** The document, but for what tells of the last arrival alone. */
        JsonNode document() {
            try {
                byte[] json =
                        Shared.CLIENTS
                                .s3()
                                .getObjectAsBytes(
                                        get ->
                                                get.bucket(bucket)
                                                        .key(
                                                                customer
                                                                        + "/saved-result/s1_emotion.json"))
                                .asByteArray();
                ObjectNode document = (ObjectNode) JsonMapper.builder().build().readTree(json);
                document.remove("milliseconds");
                document.remove("customer_id");
                return document;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final FailureReason WHY =
            new FailureReason("no-face", "No face was found; take another picture.");

    private static Hold hold() throws InterruptedException {
        FakeSqs sqs = new FakeSqs(new Calls());
        SettableTicker ticker = new SettableTicker();
        Leases leases = new Leases(sqs.queue(), Duration.ofSeconds(60), ticker);
        Permits permits = new Permits(1);
        permits.takeUpTo(1);
        return new Intake(permits, leases, new Upstream())
                .hold(FakeSqs.message(1, 1, "body"), ticker.nanos());
    }

    @Test
    void rule4_theVectorsOfTheContractHoldFromAnswersToRowAndDocument() throws Exception {
        Session session = new Session();
        Part face = session.answering("face.jpg", 1, .8, .6, .9);
        Part voice = session.answering("voice.wav", 2, .6, .4, .7);
        Part text = session.answering("text.txt", 3, .7, .5, .6);
        for (Part part : List.of(voice, face)) {
            session.dispatch(part);
            session.deliver(part);
        }
        says(session, .7125, .5125, .8);
        session.dispatch(text);
        session.deliver(text);
        says(session, .7091, .5091, .7333);
        assertThat(session.document().get("face").get("source").asText()).isEqualTo("face");
        assertThat(session.document().get("voice").get("arousal").asDouble()).isEqualTo(.4);
    }

    private static void says(Session session, double v, double a, double c) {
        JsonNode document = session.document();
        var metadata = session.row().map("metadata");
        Map<String, Double> wanted = Map.of("valence", v, "arousal", a, "confidence", c);
        wanted.forEach(
                (name, value) -> {
                    assertThat(document.get(name).asDouble()).as(name).isEqualTo(value);
                    assertThat(Double.parseDouble(metadata.get(name).n())).isEqualTo(value);
                });
        assertThat(document.get("dominant").asText()).isEqualTo("face");
        assertThat(metadata.get("dominant").s()).isEqualTo("face");
        assertThat(session.row().status()).contains(Row.Status.COMPLETED);
        assertThat(session.row().text("resultKey"))
                .contains(session.customer + "/saved-result/s1_emotion.json");
    }

    @Test
    void rule4_aFailedPartSaysSoAndTheRowFailsOnlyIfAllHave() throws Exception {
        Session session = new Session();
        Part face = new Part(session.job("face.jpg", 1), Optional.empty());
        session.dispatch(face);
        session.deliver(face);
        assertThat(session.row().status()).contains(Row.Status.FAILED);
        assertThat(session.row().text("failureReason")).contains(WHY.toString());
        assertThat(session.document().get("status").asText()).isEqualTo("failed");
        Part voice = session.answering("voice.mp3", 2, .6, .4, .7);
        session.dispatch(voice);
        session.deliver(voice);
        assertThat(session.row().status()).contains(Row.Status.COMPLETED);
        assertThat(session.document().get("status").asText()).isEqualTo("completed");
        assertThat(session.document().at("/face/failureReason").asText()).isEqualTo(WHY.toString());
        assertThat(session.document().get("valence").asDouble()).isEqualTo(.6);
    }

    @Test
    void rule4_theRowOfAllPartsStaysUnderAKilobyte() throws Exception {
        Session session = new Session();
        Map<String, Object> face =
                Map.of(
                        "valence",
                        .9051,
                        "arousal",
                        .7551,
                        "confidence",
                        .921,
                        "emotion",
                        "surprise",
                        "faces",
                        12);
        Map<String, Object> voice =
                Map.of(
                        "valence",
                        .4321,
                        "arousal",
                        .9876,
                        "confidence",
                        .8765,
                        "seconds",
                        123.4,
                        "speech",
                        101.2);
        Map<String, Object> text =
                Map.of(
                        "valence",
                        .4321,
                        "arousal",
                        .9876,
                        "confidence",
                        .8765,
                        "emotion",
                        "surprise",
                        "language",
                        "und-Cyrl");
        List<Part> all =
                List.of(
                        new Part(session.job("face.jpg", 1), Optional.of(face)),
                        new Part(session.job("voice.wav", 1), Optional.of(voice)),
                        new Part(session.job("text.txt", 1), Optional.of(text)));
        for (Part part : all) {
            session.dispatch(part);
            session.deliver(part);
        }
        double units =
                Shared.CLIENTS
                        .dynamodb()
                        .updateItem(
                                update ->
                                        update.tableName("Parts")
                                                .key(
                                                        Map.of(
                                                                "customerID",
                                                                        session.row()
                                                                                .item()
                                                                                .get("customerID"),
                                                                "imageID",
                                                                        session.row()
                                                                                .item()
                                                                                .get("imageID")))
                                                .updateExpression("REMOVE nothing")
                                                .returnConsumedCapacity("TOTAL"))
                        .consumedCapacity()
                        .capacityUnits();
        assertThat(units).as("write units of %s", session.row().item()).isEqualTo(1);
    }

    /** What is done, in the order in which it is done. */
    private sealed interface Step {
        record Event(Part part) implements Step {}

        record Message(Part part) implements Step {}

        record Crash(Part part) implements Step {}
    }

    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void rule4_anyOrderOfPartsRepeatsAndCrashesEndsInTheSameDocument(@ForAll Random random)
            throws Exception {
        Session session = new Session();
        List<Part> uploads = new ArrayList<>();
        int number = 0;
        for (String file : FILES) {
            for (int i = random.nextInt(3); i > 0; i--) {
                number++;
                uploads.add(
                        random.nextInt(5) == 0
                                ? new Part(session.job(file, number), Optional.empty())
                                : session.answering(
                                        file,
                                        number,
                                        random.nextInt(100) / 100.0,
                                        random.nextInt(100) / 100.0,
                                        random.nextInt(101) / 100.0));
            }
        }
        if (uploads.isEmpty()) {
            return;
        }
        run(session, plans(uploads, random), random);

        Map<String, Part> last = new LinkedHashMap<>();
        uploads.forEach(part -> last.put(part.job().part().orElseThrow(), part));
        Session straight = new Session();
        for (Part part : last.values()) {
            Part same =
                    new Part(
                            straight.job(
                                    part.job()
                                            .key()
                                            .substring(part.job().key().lastIndexOf('/') + 1),
                                    (int)
                                            (part.job().eventTime().toEpochMilli()
                                                    - NOON.toEpochMilli())),
                            part.answer());
            straight.dispatch(same);
            straight.deliver(same);
        }
        assertThat(session.document()).isEqualTo(straight.document());
        assertThat(session.row().status()).isEqualTo(straight.row().status());
        assertThat(session.row().map("metadata")).isEqualTo(straight.row().map("metadata"));
        assertThat(session.row().headline()).isEqualTo(straight.row().headline());
        assertThat(session.row().text("failureReason"))
                .isEqualTo(straight.row().text("failureReason"));
    }

    /** Each upload's own steps in their order: its event, once or twice, then its message. */
    private static List<List<Step>> plans(List<Part> uploads, Random random) {
        List<List<Step>> plans = new ArrayList<>();
        for (Part part : uploads) {
            List<Step> plan = new ArrayList<>(List.of(new Step.Event(part)));
            if (random.nextInt(3) == 0) {
                plan.add(new Step.Crash(part));
            }
            if (random.nextInt(3) == 0) {
                plan.add(new Step.Event(part));
            }
            plan.add(new Step.Message(part));
            if (random.nextInt(3) == 0) {
                plan.add(new Step.Message(part));
            }
            if (random.nextInt(3) == 0) {
                plan.add(new Step.Event(part)); // one that S3 sends once more, later
            }
            plans.add(plan);
        }
        return plans;
    }

    /** The plans' steps shuffled into one another, by one thread or by several at the same time. */
    private static void run(Session session, List<List<Step>> plans, Random random)
            throws Exception {
        int threads = random.nextBoolean() ? 1 : 3;
        List<Integer> turns = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            turns.addAll(Collections.nCopies(plans.get(i).size(), i));
        }
        Collections.shuffle(turns, random);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            if (threads == 1) {
                running.add(
                        pool.submit(
                                () -> {
                                    int[] at = new int[plans.size()];
                                    for (int turn : turns) {
                                        step(session, plans.get(turn).get(at[turn]++));
                                    }
                                    return null;
                                }));
            } else {
                for (List<Step> plan : plans) {
                    running.add(
                            pool.submit(
                                    () -> {
                                        for (Step step : plan) {
                                            step(session, step);
                                        }
                                        return null;
                                    }));
                }
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    private static void step(Session session, Step step) throws InterruptedException {
        switch (step) {
            case Step.Event(Part part) -> session.dispatch(part);
            case Step.Message(Part part) -> session.deliver(part);
            case Step.Crash(Part part) -> session.crash(part);
        }
    }
}
