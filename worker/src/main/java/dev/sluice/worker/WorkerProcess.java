package dev.sluice.worker;

import com.google.inject.Guice;
import com.google.inject.Stage;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.ModelRepository;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.metrics.Meters;
import dev.sluice.shared.notify.Notices;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.release.Lineup;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.flow.Lane;
import dev.sluice.worker.flow.Tally;
import dev.sluice.worker.flow.World;
import dev.sluice.worker.life.InstanceWatch;
import dev.sluice.worker.life.Lifecycle;
import dev.sluice.worker.life.Lifecycle.State.Draining;
import dev.sluice.worker.life.Reason;
import dev.sluice.worker.machine.ScratchDisk;
import dev.sluice.worker.model.Accelerator;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.ModelUse;
import dev.sluice.worker.model.OnnxRuntime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A running worker: from start-up through work to its drain. */
public final class WorkerProcess implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);
    static final int BROKEN = 1;

    /** Between two lines that sum up. */
    private static final Duration REPORT = Duration.ofMinutes(1);

    /** What the row's last write may take; without it the row shows as lost. */
    private static final Duration LAST_WRITE = Duration.ofSeconds(1);

    private final World world;
    private final List<Lane> lanes;
    private final Attendants attendants;

    /** What goes on beside the jobs. */
    private record Attendants(
            WorkerProbe probe,
            Notices notices,
            Optional<InstanceWatch> instance,
            Presence presence,
            ReleaseWatch releases) {}

    private WorkerProcess(World world, List<Lane> lanes, Attendants attendants) {
        this.world = world;
        this.lanes = List.copyOf(lanes);
        this.attendants = attendants;
    }

    /** As below, on ONNX Runtime as the settings say. */
    public static WorkerProcess start(Settings settings, ApiMeter meter) {
        return start(settings, meter, new OnnxRuntime(settings.gpu(), settings.tuning().cores()));
    }

    /**
     * Loads and warms up the models, then polls.
     *
     * @param accelerator runs the batches; a benchmark may give a simulated one
     * @throws dev.sluice.shared.config.InvalidConfiguration with all that is wrong in files
     * @throws StartFailure if something outside is missing
     */
    public static WorkerProcess start(Settings settings, ApiMeter meter, Accelerator accelerator) {
        WorkerProbe probe = WorkerProbe.open(settings, meter);
        try {
            return start(settings, probe, accelerator);
        } catch (RuntimeException | Error e) {
            probe.close();
            throw e;
        }
    }

    private static WorkerProcess start(
            Settings settings, WorkerProbe probe, Accelerator accelerator) {
        // S3 may have to give the pipelines first, before the number of lanes is known.
        try (AwsClients early =
                AwsClients.open(
                        settings.aws(),
                        new AwsClients.Load(1, 1, Duration.ofSeconds(60)),
                        probe.requests())) {
            Pipelines pipelines =
                    Pipelines.read(
                            ModelRepository.open(settings.modelPath(), early.s3()),
                            settings.pipelines());
            ReleaseSource releases = ReleaseSource.open(settings, early);
            ModelRepository.fetchModels(
                    settings.modelPath(),
                    early.s3(),
                    pipelines.of(each -> releases.lineup(each.name()).equals(Lineup.FIRST)));
            return start(settings, pipelines, probe, accelerator);
        }
    }

    private static WorkerProcess start(
            Settings settings, Pipelines pipelines, WorkerProbe probe, Accelerator accelerator) {
        AwsClients aws =
                AwsClients.open(
                        settings.aws(), ClientLoad.of(settings, pipelines), probe.requests());
        List<Lane> lanes = new CopyOnWriteArrayList<>();
        Ticker ticker = Ticker.system();
        Lifecycle life =
                new Lifecycle(new Drain(lanes, aws, ticker)::halt, settings.drainTimeout(), ticker);
        probe.lives(life, pipelines.lanes());
        Optional<InstanceWatch> instance =
                InstanceWatch.start(settings, aws, life, () -> longAtWork(lanes));
        try {
            ScratchDisk.sweepUp();
            Surroundings.check(aws, settings);
            Notices notices = Notices.open(settings.notices(), aws, known(settings, pipelines));
            ReleaseSource releases = ReleaseSource.open(settings, aws);
            Lanes parts =
                    Guice.createInjector(
                                    Stage.PRODUCTION,
                                    new WorkerModule(settings, pipelines, aws, accelerator, life),
                                    binder -> binder.bind(Notices.class).toInstance(notices),
                                    binder -> binder.bind(ReleaseSource.class).toInstance(releases),
                                    binder -> binder.bind(Meters.class).toInstance(probe.meters()))
                            .getInstance(Lanes.class);
            lanes.addAll(parts.open());
            instance.ifPresent(InstanceWatch::awaitFirstLook);
            if (!life.ready()) {
                lanes.forEach(WorkerProcess::discard);
                lanes.clear();
            }
            probe.works(parts.world(), lanes);
            Optional<String> instanceID = instance.flatMap(InstanceWatch::instanceID);
            Presence presence = Presence.start(parts.world(), lanes, instanceID, probe::jobSeconds);
            ReleaseWatch watch =
                    ReleaseWatch.start(
                            parts.world(), lanes, pipelines.lanes(), parts.loader(), releases);
            Attendants beside = new Attendants(probe, notices, instance, presence, watch);
            lanes.forEach(Lane::start);
            log.info(
                    "the worker polls for {}",
                    lanes.isEmpty()
                            ? "nothing"
                            : pipelines.lanes().stream().map(Pipeline::name).toList());
            return new WorkerProcess(parts.world(), lanes, beside);
        } catch (RuntimeException | Error e) {
            lanes.forEach(WorkerProcess::discard);
            instance.ifPresent(InstanceWatch::close);
            aws.close();
            throw e;
        }
    }

    /** All pipelines; none where the settings name some, for then the others are not known. */
    private static List<String> known(Settings settings, Pipelines pipelines) {
        return settings.pipelines().isEmpty()
                ? pipelines.all().stream().map(Pipeline::name).toList()
                : List.of();
    }

    private static boolean longAtWork(List<Lane> lanes) {
        return lanes.stream().anyMatch(lane -> lane.longAtWork(InstanceWatch.LONG));
    }

    private static void discard(Lane lane) {
        try {
            lane.close(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for the end: drains when a model breaks, returns when drained. Says now and then how
     * many jobs ended how.
     *
     * @return the exit code: 0 drained, 1 a model is broken
     */
    public int awaitEnd() throws InterruptedException {
        String said = tally().toString();
        while (!world.worker().awaitLeaving(REPORT)) {
            String now = tally().toString();
            if (!now.equals(said)) {
                log.info("so far: {}", now);
                said = now;
            }
        }
        leave();
        return world.worker().wasBroken() ? BROKEN : 0;
    }

    /**
     * Stops in order, within {@code drainTimeout}: no new receive; receives under way return; work
     * in hand is finished and settled; what is not finished then is given back; leases end last. A
     * second call waits for the first.
     */
    public void drain() {
        world.worker().leave(new Reason.Told());
        leave();
    }

    /** Shortens the drain under way to a moment: what is in hand is given back at once. */
    public void hurry() {
        world.worker().hurry();
    }

    /** The drain, for the reason that the lifecycle knows. */
    private void leave() {
        Lifecycle life = world.worker();
        try {
            Optional<Draining> draining = life.drain();
            if (draining.isEmpty()) {
                life.awaitEnded();
                return;
            }
            log.info(
                    "draining, for {} s at most: {}",
                    life.left().toSeconds(),
                    draining.get().reason());
            attendants.presence().tell();
            attendants.releases().close();
            new Drain(lanes, world.aws(), world.machine().ticker()).until(life::left);
            attendants.notices().close();
            world.machine().cpu().close();
            attendants.presence().end(LAST_WRITE);
            attendants.instance().ifPresent(InstanceWatch::close);
            attendants.probe().stopsWork();
            world.aws().close();
            log.info("drained: {}; notifications: {}", tally(), notices());
            log.info("AWS requests: {}", attendants.probe().requests().usage().json());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            life.ended();
            attendants.probe().close();
        }
    }

    /** Where it tells health and metrics; empty if nowhere. */
    public Optional<URI> url() {
        return attendants.probe().url();
    }

    /** What became of the messages so far. */
    public Tally tally() {
        return world.tally();
    }

    /** How many notifications were sent, and lost. */
    public Notices notices() {
        return attendants.notices();
    }

    /**
     * How each model was used so far, by the pipeline's name, and the model's where it has several.
     */
    public Map<String, ModelUse> modelUse() {
        Map<String, ModelUse> use = new LinkedHashMap<>();
        for (Lane lane : lanes) {
            use.putAll(lane.use(Batcher::use));
        }
        return use;
    }

    /** Messages in hand and permits parked at pollers, over all pipelines. */
    public int permitsTaken() {
        return lanes.stream().mapToInt(Lane::permitsTaken).sum();
    }

    /** Bytes that jobs hold of both budgets. */
    public long memoryUsed() {
        return world.machine().memory().used() + world.machine().downloads().used();
    }

    @Override
    public void close() {
        drain();
    }
}
