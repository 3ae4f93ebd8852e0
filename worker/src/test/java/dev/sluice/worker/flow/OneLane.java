package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.ops.local.samples.OddPictures;
import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.job.JobTable;
import dev.sluice.shared.pipeline.FinalRows;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.fake.Calls;
import dev.sluice.worker.fake.FakeDynamoDb;
import dev.sluice.worker.fake.FakeS3;
import dev.sluice.worker.fake.FakeSqs;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.fake.SettableTicker;
import dev.sluice.worker.intake.Leases;
import dev.sluice.worker.intake.Permits;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.machine.MemoryBudget;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.FakeRunner;
import dev.sluice.worker.model.Items;
import dev.sluice.worker.model.Model;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.model.TestBatchers;
import dev.sluice.worker.output.Documents;
import dev.sluice.worker.output.OwnObjects;
import dev.sluice.worker.output.Packs;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.output.ResultWriter;
import dev.sluice.worker.task.Outcome;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.Upload;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    final List<String> broken = new java.util.concurrent.CopyOnWriteArrayList<>();
    final Tally tally = new Tally();
    final Permits permits = new Permits(10);
    final Pipeline pipeline = pipeline();
    final Leases leases = new Leases(sqs.queue(), pipeline.lease(), ticker);
    final Deletes deletes = new Deletes(Thread.ofPlatform(), sqs.queue());
    final Cpu cpu = new Cpu(1);
    final MemoryBudget downloads = new MemoryBudget(1 << 30);
    final MemoryBudget memory = new MemoryBudget(1 << 30);
    final Batcher batcher = TestBatchers.of(pipeline.model().batch(), runner, broken::add, ticker);
    volatile float input = 4;

    /** The task works until this opens, and hears interrupts. */
    volatile CountDownLatch working = new CountDownLatch(0);

    volatile boolean atWork;
    final Messages messages = messages();

    /** Asks the model for ten times a number. */
    final class TimesTen implements Task {
        @Override
        public Map<String, Tensor> warmUp() {
            return Items.item(FakeRunner.WARM_UP);
        }

        @Override
        public Outcome run(Upload upload, Model model) throws Exception {
            atWork = true;
            working.await();
            float answer = Items.value(model.lastCall(List.of(Items.item(input))).getFirst());
            return new Outcome.Done(
                    new Result(
                            Map.of("width", upload.picture().cols()),
                            Map.of("answer", (double) answer),
                            Map.of(),
                            Optional.empty()));
        }
    }

    /** The pipeline of the lane; a test may want another. */
    Pipeline pipeline() {
        return Jobs.pipeline();
    }

    private Documents documents(ObjectStore store) {
        return switch (pipeline.output().results()) {
            case OBJECT -> new OwnObjects(store, "results", pipeline.output().json());
            case PACKED ->
                    new Packs(
                            store, "results", pipeline, leases, InstantSource.fixed(Instant.EPOCH));
        };
    }

    Messages messages() {
        ObjectStore store = new ObjectStore(s3);
        JobTable table = new JobTable(dynamodb, "Rows", InstantSource.fixed(Instant.EPOCH));
        Patience patience = Patience.with(new SplittableRandom(1));
        return new Messages(
                pipeline,
                permits,
                leases,
                batcher,
                new JobFlow(
                        pipeline,
                        new TimesTen(),
                        store,
                        table,
                        new JobFlow.Machine(cpu, downloads, memory, ticker)),
                new Verdict(pipeline, batcher.health(), patience, broken::add),
                new Settler(
                        new ResultWriter(store, "results", pipeline, documents(store)),
                        new FinalRows(table, pipeline),
                        new Returns(
                                pipeline,
                                sqs.queue(),
                                patience,
                                InstantSource.fixed(Instant.EPOCH)),
                        deletes,
                        tally),
                InstantSource.fixed(Instant.EPOCH));
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
