package dev.sluice.worker;

import com.google.inject.Guice;
import com.google.inject.Stage;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.ModelRepository;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.notify.Notices;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.time.Deadline;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.flow.Lane;
import dev.sluice.worker.flow.Tally;
import dev.sluice.worker.flow.World;
import dev.sluice.worker.life.Lifecycle;
import dev.sluice.worker.life.Lifecycle.State.Draining;
import dev.sluice.worker.model.Accelerator;
import dev.sluice.worker.model.ModelUse;
import dev.sluice.worker.model.OnnxRuntime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A running worker: from start-up through work to its drain. */
public final class WorkerProcess implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);
    private static final int BROKEN = 1;

    /** Between two lines that sum up. */
    private static final Duration REPORT = Duration.ofMinutes(1);

    /** What giving back may take before the process is halted. */
    private static final Duration HALT = Duration.ofSeconds(2);

    private final World world;
    private final ApiMeter meter;
    private final List<Lane> lanes;
    private final Notices notices;

    private WorkerProcess(World world, ApiMeter meter, List<Lane> lanes, Notices notices) {
        this.world = world;
        this.meter = meter;
        this.lanes = List.copyOf(lanes);
        this.notices = notices;
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
        // S3 may have to give the pipelines first, before the number of lanes is known.
        try (AwsClients early =
                AwsClients.open(
                        settings.aws(), new AwsClients.Load(1, 1, Duration.ofSeconds(60)), meter)) {
            Pipelines pipelines =
                    Pipelines.read(
                            ModelRepository.open(settings.modelPath(), early.s3()),
                            settings.pipelines());
            ModelRepository.fetchModels(settings.modelPath(), early.s3(), pipelines);
            return start(settings, pipelines, meter, accelerator);
        }
    }

    private static WorkerProcess start(
            Settings settings, Pipelines pipelines, ApiMeter meter, Accelerator accelerator) {
        AwsClients aws = AwsClients.open(settings.aws(), load(settings, pipelines), meter);
        List<Lane> lanes = new CopyOnWriteArrayList<>();
        Ticker ticker = Ticker.system();
        Lifecycle life = new Lifecycle(what -> halt(what, new Drain(lanes, aws, ticker), ticker));
        try {
            Surroundings.check(aws, settings);
            Notices notices = Notices.open(settings.notices(), aws, known(settings, pipelines));
            Lanes parts =
                    Guice.createInjector(
                                    Stage.PRODUCTION,
                                    new WorkerModule(settings, pipelines, aws, accelerator, life),
                                    binder -> binder.bind(Notices.class).toInstance(notices))
                            .getInstance(Lanes.class);
            lanes.addAll(parts.open());
            WorkerProcess worker = new WorkerProcess(parts.world(), meter, lanes, notices);
            lanes.forEach(Lane::start);
            life.ready();
            log.info(
                    "the worker polls for {}",
                    pipelines.all().stream().map(Pipeline::name).toList());
            return worker;
        } catch (RuntimeException | Error e) {
            lanes.forEach(WorkerProcess::discard);
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

    /**
     * Native work that hears no interrupt can be left in no other way (RULES 15). What has not run
     * is given back before.
     */
    private static void halt(String what, Drain drain, Ticker ticker) {
        log.error("{}; the process is halted", what);
        try {
            drain.stopPolling();
            drain.giveBack(new Deadline(HALT, ticker));
        } catch (InterruptedException e) {
            log.error("messages come back with their leases", e);
        } finally {
            Runtime.getRuntime().halt(BROKEN);
        }
    }

    private static void discard(Lane lane) {
        try {
            lane.close(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One that is packed needs room for both forms; and an upload may not end the process. */
    private static void uploadsThatDoNotFit(Pipelines pipelines, Problems problems) {
        long half = Runtime.getRuntime().maxMemory() / 2;
        for (Pipeline pipeline : pipelines.all()) {
            long object = pipeline.limits().object();
            if (object > half / 2) {
                problems.add(
                        pipeline.name() + "/pipeline.yaml: limits.object",
                        "%d bytes are more than a quarter of the heap of %d bytes; lower it, or give more by JAVA_OPTS=-Xmx…"
                                .formatted(object, 2 * half));
            }
        }
    }

    static AwsClients.Load load(Settings settings, Pipelines pipelines) {
        int count = pipelines.all().size();
        Settings.Tuning tuning = settings.tuning();
        int permits = pipelines.all().stream().mapToInt(each -> tuning.permits(each)).sum();
        int connections = tuning.connections().orElse(permits);
        Problems problems = new Problems();
        uploadsThatDoNotFit(pipelines, problems);
        if (connections < permits) {
            problems.add(
                    "worker.connections",
                    "%d are fewer than the %d permits of %d pipelines (%s); raise it or set a lower worker.permits"
                            .formatted(
                                    connections,
                                    permits,
                                    count,
                                    pipelines.all().stream()
                                            .map(each -> each.name() + " " + tuning.permits(each))
                                            .collect(Collectors.joining(", "))));
        }
        problems.throwIfAny();
        Duration shortest =
                pipelines.all().stream()
                        .map(Pipeline::lease)
                        .min(Duration::compareTo)
                        .orElse(Duration.ofSeconds(60));
        return new AwsClients.Load(connections, tuning.pollers() * count, shortest);
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
        drain();
        return world.worker().wasBroken() ? BROKEN : 0;
    }

    /**
     * Stops in order, within {@code drainTimeout}: no new receive; receives under way return; work
     * in hand is finished and settled; what is not finished then is given back; leases end last. A
     * second call waits for the first.
     */
    public void drain() {
        Duration timeout = world.settings().drainTimeout();
        Deadline end = new Deadline(timeout, world.machine().ticker());
        try {
            Optional<Draining> draining = world.worker().drain("it was told to stop", end);
            if (draining.isEmpty()) {
                world.worker().awaitEnded();
                return;
            }
            log.info("draining, for {} at most, since {}", timeout, draining.get().reason());
            new Drain(lanes, world.aws(), world.machine().ticker())
                    .until(draining.get().deadline());
            notices.close();
            world.machine().cpu().close();
            world.aws().close();
            log.info("drained: {}; notifications: {}", tally(), notices);
            log.info("AWS requests: {}", meter.usage().json());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            world.worker().ended();
        }
    }

    /** What became of the messages so far. */
    public Tally tally() {
        return world.tally();
    }

    /** How many notifications were sent, and lost. */
    public Notices notices() {
        return notices;
    }

    /**
     * How each model was used so far, by the pipeline's name, and the model's where it has several.
     */
    public Map<String, ModelUse> modelUse() {
        Map<String, ModelUse> use = new LinkedHashMap<>();
        for (Lane lane : lanes) {
            lane.service().models().all().forEach(each -> use.put(each.name(), each.use()));
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
