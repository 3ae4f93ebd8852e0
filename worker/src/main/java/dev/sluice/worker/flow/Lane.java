package dev.sluice.worker.flow;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.notify.Notices;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.time.Backoff;
import dev.sluice.worker.intake.Intake;
import dev.sluice.worker.intake.LanePolls;
import dev.sluice.worker.intake.Leases;
import dev.sluice.worker.intake.LongPolls;
import dev.sluice.worker.intake.Permits;
import dev.sluice.worker.intake.Poller;
import dev.sluice.worker.intake.Pollers;
import dev.sluice.worker.intake.Upstream;
import dev.sluice.worker.intake.VitalThreads;
import dev.sluice.worker.life.Lifecycle;
import dev.sluice.worker.machine.Machine;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.ModelUse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

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

    private final LoadedReleases releases;
    private final Trials trials;
    private final Intake intake;
    private final Pollers pollers;
    private final Deletes deletes;
    private final Lifecycle worker;
    private final Thread clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Lane(
            Contents contents, Intake intake, Pollers pollers, Deletes deletes, Lifecycle worker) {
        this.releases = contents.releases();
        this.trials = contents.trials();
        this.intake = intake;
        this.pollers = pollers;
        this.deletes = deletes;
        this.worker = worker;
        this.clock = vital(worker).named("leases-" + name()).unstarted(this::keepTime);
    }

    private record Contents(LoadedReleases releases, Trials trials) {}

    private static VitalThreads vital(Lifecycle worker) {
        return new VitalThreads(worker::broken);
    }

    /**
     * Puts a lane together; nothing runs before {@link #start}.
     *
     * @param service the release that it begins with
     * @param queueUrl of the pipeline's job queue
     * @param polls those of all lanes of the worker
     */
    public static Lane of(
            Service<?> service, String queueUrl, LongPolls polls, World world, Notices notices) {
        Pipeline pipeline = service.pipeline();
        Settings settings = world.settings();
        Machine machine = world.machine();
        WorkQueue queue = new WorkQueue(world.aws().receiving(), world.aws().settling(), queueUrl);
        Intake intake =
                new Intake(
                        new Permits(settings.tuning().permits(pipeline)),
                        new Leases(queue, pipeline.lease(), machine.ticker()),
                        new Upstream());
        Deletes deletes =
                new Deletes(vital(world.worker()).named("deletes-" + pipeline.name()), queue);
        LoadedReleases releases = Ways.of(service, intake, queue, deletes, world, notices);
        ObjectStore store = new ObjectStore(world.aws().s3());
        Trials trials = new Trials(new Canary(), new Shadow(releases, store, machine));
        Messages messages = new Messages(releases, trials, intake, machine.clock());
        Backoff pauses = new Backoff(FIRST_POLL_PAUSE, LONGEST_POLL_PAUSE, new Random());
        Duration wait = shorter(settings.tuning().pollWait(), pipeline.lease().dividedBy(3));
        LanePolls turns = pipeline.stages().earlier().isEmpty() ? polls.lane() : polls.promptLane();
        Poller.LongPoll poll = new Poller.LongPoll(queue, wait, turns, machine.ticker());
        List<Poller> pollers = new ArrayList<>();
        for (int i = 0; i < settings.tuning().pollers(); i++) {
            Thread.Builder thread =
                    vital(world.worker()).named("poll-" + pipeline.name() + "-" + i);
            pollers.add(new Poller(thread, poll, intake.permits(), messages, pauses));
        }
        return new Lane(
                new Contents(releases, trials),
                intake,
                new Pollers(pollers, turns),
                deletes,
                world.worker());
    }

    private String name() {
        return service().pipeline().name();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    public void start() {
        clock.start();
        deletes.start();
        pollers.start();
    }

    /** What it serves at present, unless a job says otherwise. */
    public Service<?> service() {
        return releases.live().service();
    }

    public LoadedReleases releases() {
        return releases;
    }

    public Trials trials() {
        return trials;
    }

    /** How its models were used so far, by name, over all releases. */
    public Map<String, ModelUse> use(Function<Batcher, ModelUse> look) {
        return releases.use(look);
    }

    /** Messages in hand, and permits parked at pollers. */
    public int permitsTaken() {
        return intake.permits().taken();
    }

    /** Whether a job has been worked on for so long. */
    public boolean longAtWork(Duration atLeast) {
        return intake.leases().longAtWork(atLeast);
    }

    /** Messages that may be in hand. */
    public int permits() {
        return intake.permits().all();
    }

    /** Messages in hand. */
    public int inHand() {
        return intake.leases().size();
    }

    /** No receive begins while it is paused; what is in hand is finished. */
    public void pause(boolean whether) {
        pollers.pause(whether);
    }

    /** No receive begins after this. */
    public void stopPolling() {
        pollers.stop();
    }

    /**
     * Waits for receives under way.
     *
     * @return false if one takes longer
     */
    public boolean joinPollers(Duration atMost) throws InterruptedException {
        return pollers.join(atMost);
    }

    /** Ends polls that wait for a permit. */
    public void cancelPollers() {
        pollers.cancel();
    }

    /**
     * Waits for the messages in hand.
     *
     * @return false if some are still worked on
     */
    public boolean finish(Duration atMost) throws InterruptedException {
        return intake.permits().awaitAllBack(atMost);
    }

    /** Gives back what is not finished. */
    public void cutShort() {
        if (intake.leases().size() > 0) {
            log.warn("{}: {} messages are given back unfinished", name(), intake.leases().size());
        }
        intake.leases().cutShort();
    }

    /** Gives back what does not end even so. */
    public void abandon() {
        intake.leases().abandon();
    }

    /**
     * The last of the queue work, then the model, then what the task holds.
     *
     * @param atMost longest wait for each part
     */
    public void close(Duration atMost) throws InterruptedException {
        deletes.close(atMost);
        stopped.countDown();
        if (clock.getState() != Thread.State.NEW) {
            clock.join(atMost);
        }
        releases.close(atMost);
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
            intake.leases().tick();
            Duration limit = service().pipeline().limits().timeout();
            if (releases.services().stream().anyMatch(each -> each.models().hang(limit))) {
                worker.hangs("a run of a model of " + name() + " does not end");
            } else if (intake.leases().deaf()) {
                worker.hangs("work on an upload of " + name() + " does not end");
            }
        } catch (RuntimeException e) {
            log.error("leases of {} were not looked after this time", name(), e);
        }
    }
}
