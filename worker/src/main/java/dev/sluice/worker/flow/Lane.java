package dev.sluice.worker.flow;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.job.JobTable;
import dev.sluice.shared.pipeline.FinalRows;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.time.Backoff;
import dev.sluice.worker.intake.Leases;
import dev.sluice.worker.intake.Permits;
import dev.sluice.worker.intake.Poller;
import dev.sluice.worker.intake.VitalThreads;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.output.Documents;
import dev.sluice.worker.output.OwnObjects;
import dev.sluice.worker.output.Packs;
import dev.sluice.worker.output.ResultWriter;
import dev.sluice.worker.task.Task;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Everything that serves one pipeline: pollers, permits, leases, model, flows, deletes. Lanes share
 * the machine and nothing else, so that an idle or a sick one holds up no other.
 */
public final class Lane {
    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    /** How often leases, time-outs and runs are looked at. */
    private static final Duration TICK = Duration.ofMillis(100);

    private static final Duration FIRST_POLL_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_POLL_PAUSE = Duration.ofSeconds(30);

    private final Pipeline pipeline;
    private final Permits permits;
    private final Leases leases;
    private final Batcher batcher;
    private final Deletes deletes;
    private final List<Poller> pollers = new ArrayList<>();
    private final Thread clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Consumer<String> onHang;

    private Lane(
            Pipeline pipeline,
            Permits permits,
            Leases leases,
            Batcher batcher,
            Deletes deletes,
            VitalThreads threads,
            Consumer<String> onHang) {
        this.pipeline = pipeline;
        this.permits = permits;
        this.leases = leases;
        this.batcher = batcher;
        this.deletes = deletes;
        this.onHang = onHang;
        this.clock = threads.named("leases-" + pipeline.name()).unstarted(this::keepTime);
    }

    /**
     * The outside world as a lane sees it.
     *
     * @param queueUrl of the pipeline's job queue
     * @param onBroken told why the worker must stop
     * @param onHang told what does not end, so that the process must
     */
    public record World(
            Settings settings,
            AwsClients aws,
            String queueUrl,
            JobFlow.Machine machine,
            InstantSource wallClock,
            Tally tally,
            Consumer<String> onBroken,
            Consumer<String> onHang) {}

    /** Puts a lane together; nothing runs before {@link #start}. */
    public static Lane of(Pipeline pipeline, Task task, Batcher batcher, World world) {
        Settings settings = world.settings();
        WorkQueue queue =
                new WorkQueue(world.aws().receiving(), world.aws().settling(), world.queueUrl());
        Permits permits = new Permits(settings.tuning().permits(pipeline));
        Leases leases = new Leases(queue, pipeline.lease(), world.machine().ticker());
        VitalThreads threads = new VitalThreads(world.onBroken());
        Deletes deletes = new Deletes(threads.named("deletes-" + pipeline.name()), queue);
        ObjectStore store = new ObjectStore(world.aws().s3());
        JobTable table = new JobTable(world.aws().dynamodb(), settings.table(), world.wallClock());
        Documents documents =
                switch (pipeline.output().results()) {
                    case OBJECT ->
                            new OwnObjects(
                                    store, settings.resultBucket(), pipeline.output().json());
                    case PACKED ->
                            new Packs(
                                    store,
                                    settings.resultBucket(),
                                    pipeline,
                                    leases,
                                    world.wallClock());
                };
        RandomGenerator random = new Random();
        Patience patience = Patience.with(random);
        Messages messages =
                new Messages(
                        pipeline,
                        permits,
                        leases,
                        batcher,
                        new JobFlow(pipeline, task, store, table, world.machine()),
                        new Verdict(pipeline, batcher.health(), patience, world.onBroken()),
                        new Settler(
                                new ResultWriter(
                                        store, settings.resultBucket(), pipeline, documents),
                                new FinalRows(table, pipeline),
                                new Returns(pipeline, queue, patience, world.wallClock()),
                                deletes,
                                world.tally()),
                        world.wallClock());
        Lane lane = new Lane(pipeline, permits, leases, batcher, deletes, threads, world.onHang());
        Duration wait = shorter(settings.tuning().pollWait(), pipeline.lease().dividedBy(3));
        for (int i = 0; i < settings.tuning().pollers(); i++) {
            lane.pollers.add(
                    new Poller(
                            threads.named("poll-" + pipeline.name() + "-" + i),
                            queue,
                            permits,
                            messages,
                            wait,
                            new Backoff(FIRST_POLL_PAUSE, LONGEST_POLL_PAUSE, random),
                            world.machine().ticker()));
        }
        return lane;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    public void start() {
        clock.start();
        deletes.start();
        pollers.forEach(Poller::start);
    }

    public Pipeline pipeline() {
        return pipeline;
    }

    public Batcher batcher() {
        return batcher;
    }

    /** Messages in hand, and permits parked at pollers. */
    public int permitsTaken() {
        return permits.taken();
    }

    /** No receive begins after this. */
    public void stopPolling() {
        pollers.forEach(Poller::stop);
    }

    /**
     * Waits for receives under way.
     *
     * @return false if one takes longer
     */
    public boolean joinPollers(Duration atMost) throws InterruptedException {
        boolean ended = true;
        for (Poller poller : pollers) {
            ended &= poller.join(atMost);
        }
        return ended;
    }

    /** Ends polls that wait for a permit. */
    public void cancelPollers() {
        pollers.forEach(Poller::cancel);
    }

    /**
     * Waits for the messages in hand.
     *
     * @return false if some are still worked on
     */
    public boolean finish(Duration atMost) throws InterruptedException {
        return permits.awaitAllBack(atMost);
    }

    /** Gives back what is not finished. */
    public void cutShort() {
        if (leases.size() > 0) {
            log.warn("{}: {} messages are given back unfinished", pipeline.name(), leases.size());
        }
        leases.cutShort();
    }

    /** Gives back what does not end even so. */
    public void abandon() {
        leases.abandon();
    }

    /**
     * The last of the queue work, then the model.
     *
     * @param atMost longest wait for each part
     */
    public void close(Duration atMost) throws InterruptedException {
        deletes.close(atMost);
        stopped.countDown();
        if (clock.getState() != Thread.State.NEW) {
            clock.join(atMost);
        }
        batcher.close(atMost);
    }

    private void keepTime() {
        try {
            while (!stopped.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                tick();
            }
        } catch (InterruptedException e) {
            log.trace("{} was stopped", clock.getName());
        }
    }

    private void tick() {
        try {
            leases.tick();
            if (batcher.hangs(pipeline.limits().timeout())) {
                onHang.accept("a run of model " + pipeline.name() + " does not end");
            } else if (leases.deaf()) {
                onHang.accept("work on an upload of " + pipeline.name() + " does not end");
            }
        } catch (RuntimeException e) {
            log.error("leases of {} were not looked after this time", pipeline.name(), e);
        }
    }
}
