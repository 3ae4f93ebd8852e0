package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.ops.local.samples.OddPictures;
import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.job.rows.FinalRows;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.job.rows.RowGroups;
import dev.sluice.shared.metrics.Meters;
import dev.sluice.shared.notify.Notices;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.fake.Calls;
import dev.sluice.worker.fake.FakeDynamoDb;
import dev.sluice.worker.fake.FakeS3;
import dev.sluice.worker.fake.FakeSqs;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.fake.SettableTicker;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.input.picture.PictureLimits;
import dev.sluice.worker.input.picture.Pictures;
import dev.sluice.worker.intake.Intake;
import dev.sluice.worker.intake.Leases;
import dev.sluice.worker.intake.Permits;
import dev.sluice.worker.intake.Upstream;
import dev.sluice.worker.life.Lifecycle;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.machine.Machine;
import dev.sluice.worker.machine.MemoryBudget;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.FakeRunner;
import dev.sluice.worker.model.Items;
import dev.sluice.worker.model.Model;
import dev.sluice.worker.model.TestBatchers;
import dev.sluice.worker.output.Documents;
import dev.sluice.worker.output.OwnObjects;
import dev.sluice.worker.output.Packs;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.output.ResultWriter;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Task;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/** One lane in a box, over fakes of S3, SQS, DynamoDB and the runtime. */
class OneLane {
    static final String BODY = JobCodec.write(Jobs.job());
    static final byte[] PICTURE = OddPictures.PLAIN_JPEG.bytes();

    final Calls calls = new Calls();
    final FakeSqs sqs = new FakeSqs(calls);
    final FakeS3 s3 = new FakeS3(calls);
    final FakeDynamoDb dynamodb = new FakeDynamoDb(calls);
    final SettableTicker ticker = new SettableTicker();
    final FakeRunner runner = new FakeRunner();
    final Lifecycle worker = new Lifecycle(_ -> {}, Duration.ofSeconds(25), Ticker.system());
    final Tally tally = new Tally(new Meters());
    final Permits permits = new Permits(10);
    final Pipeline pipeline = pipeline();
    final Leases leases = new Leases(sqs.queue(), pipeline.lease(), ticker);
    final Intake intake = new Intake(permits, leases, new Upstream());
    final Deletes deletes = new Deletes(Thread.ofPlatform(), sqs.queue());
    final Cpu cpu = new Cpu(1);
    final MemoryBudget downloads = new MemoryBudget(1 << 30);
    final MemoryBudget memory = new MemoryBudget(1 << 30);
    final Machine machine = new Machine(cpu, downloads, memory, ticker, clock());
    final Batcher batcher =
            TestBatchers.of(
                    pipeline.models().get(Pipeline.MODEL).batch(), runner, worker::broken, ticker);
    volatile float input = 4;

    /** The task works until this opens, and hears interrupts. */
    volatile CountDownLatch working = new CountDownLatch(0);

    volatile boolean atWork;
    final Messages messages = messages();

    /** Asks the model for ten times a number. */
    final class TimesTen implements Task<Picture> {
        @Override
        public Reader<Picture> reader() {
            return new Pictures(new PictureLimits(40_000_000, 12));
        }

        @Override
        public Finding run(Picture picture, Context job) throws Exception {
            atWork = true;
            working.await();
            Model model = job.model(Pipeline.MODEL);
            float answer = Items.value(model.lastCall(List.of(Items.item(input))).getFirst());
            return new Finding.Found(
                    new Result(
                            "ten times " + input,
                            Map.of("width", picture.pixels().cols()),
                            Map.of("answer", (double) answer)));
        }
    }

    /** What time it is; a test may want to know it less well. */
    InstantSource clock() {
        return InstantSource.fixed(Instant.EPOCH);
    }

    /** The pipeline of the lane; a test may want another. */
    Pipeline pipeline() {
        return Jobs.pipeline();
    }

    private Documents documents(ObjectStore store) {
        return switch (pipeline.output().documents().results()) {
            case OBJECT -> new OwnObjects(store, "results", pipeline.output().json());
            case PACKED ->
                    new Packs(store, "results", pipeline, intake.upstream(), machine.clock());
        };
    }

    Messages messages() {
        Settler settler = settler();
        LoadedReleases releases =
                new LoadedReleases(
                        service(new TimesTen()),
                        (_, _) ->
                                new Serving<>(
                                        service(new TimesTen()),
                                        flow(new TimesTen(), settler),
                                        settler),
                        worker::broken,
                        ticker);
        return new Messages(
                releases,
                new Trials(new Canary(), new Shadow(releases, new ObjectStore(s3), machine)),
                intake,
                machine.clock());
    }

    <I extends AutoCloseable> Service<I> service(Task<I> task) {
        return new Service<>(pipeline, task, TestBatchers.models(batcher));
    }

    <I extends AutoCloseable> JobFlow flow(Task<I> task, Settler settler) {
        return flow(service(task), settler);
    }

    <I extends AutoCloseable> JobFlow flow(Service<I> service, Settler settler) {
        JobTable table = new JobTable(dynamodb, "Rows", machine.clock());
        return new JobFlow(
                service,
                machine,
                new MemoryWork<>(
                        service,
                        machine,
                        new Source(pipeline, new ObjectStore(s3), table, downloads)),
                new Judge(
                        pipeline,
                        new Judge.Health(() -> batcher.health().broken(), worker::broken),
                        patience(),
                        worker),
                settler);
    }

    private static Patience patience() {
        return Patience.with(new SplittableRandom(1));
    }

    Settler settler() {
        ObjectStore store = new ObjectStore(s3);
        JobTable table = new JobTable(dynamodb, "Rows", machine.clock());
        FinalRows rows = new FinalRows(table, pipeline);
        return new Settler(
                new Settlement.OfWhole(
                        new ResultWriter(store, "results", pipeline, documents(store)),
                        new RowGroups(
                                rows, intake.upstream()::nothingComes, Duration.ZERO, ticker)),
                new Announcer(rows, notices(), machine.clock()),
                new Returns(pipeline, sqs.queue(), patience(), machine.clock()),
                deletes,
                tally.jobs("pictures"));
    }

    /** Who is notified; a test may want somebody. */
    Notices notices() {
        return Notices.none();
    }

    @BeforeEach
    void start() {
        s3.uploads.put(Jobs.KEY, PICTURE);
        batcher.start();
        deletes.start();
    }

    @AfterEach
    void close() throws InterruptedException {
        batcher.close(Duration.ofSeconds(10));
        deletes.close(Duration.ofSeconds(10));
        cpu.close();
    }

    void receive(Received... received) throws InterruptedException {
        permits.takeUpTo(received.length);
        messages.accept(List.of(received), ticker.nanos());
    }

    /** Waits until every permit is back; then nothing may be held any more. */
    void finish() {
        // long enough for a first test, which loads OpenCV on a busy machine
        await().until(() -> permits.taken() == 0);
        assertThat(leases.size()).isZero();
        assertThat(downloads.used()).isZero();
        assertThat(memory.used()).isZero();
    }

    static Received first() {
        return FakeSqs.message(1, 1, BODY);
    }

    static Received repeat(int receiveCount) {
        return FakeSqs.message(1, receiveCount, BODY);
    }

    boolean runs() {
        return runner.jobsBegun() > 0;
    }

    static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
