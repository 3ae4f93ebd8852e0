package dev.sluice.worker;

import com.google.inject.Inject;

import dev.sluice.shared.Settings;
import dev.sluice.shared.StartFailure;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.config.Nearest;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.flow.JobFlow.Machine;
import dev.sluice.worker.flow.Lane;
import dev.sluice.worker.flow.Tally;
import dev.sluice.worker.input.picture.OpenCv;
import dev.sluice.worker.model.Accelerator;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.ModelBroken;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.Turns;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.TaskFactory;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Makes the lanes: loads and warms up every model before the first poll. */
final class Lanes {
    private static final Logger log = LoggerFactory.getLogger(Lanes.class);

    /** An idle model's thread ends at once. */
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Settings settings;
    private final Pipelines pipelines;
    private final AwsClients aws;
    private final Accelerator accelerator;
    private final Map<String, TaskFactory> factories;
    private final Machine machine;
    private final InstantSource wallClock;
    private final Ticker ticker;
    private final Tally tally;

    @Inject
    Lanes(
            Settings settings,
            Pipelines pipelines,
            AwsClients aws,
            Accelerator accelerator,
            Map<String, TaskFactory> factories,
            Machine machine,
            InstantSource wallClock,
            Ticker ticker,
            Tally tally) {
        this.settings = settings;
        this.pipelines = pipelines;
        this.aws = aws;
        this.accelerator = accelerator;
        this.factories = factories;
        this.machine = machine;
        this.wallClock = wallClock;
        this.ticker = ticker;
        this.tally = tally;
    }

    Tally tally() {
        return tally;
    }

    Machine machine() {
        return machine;
    }

    /**
     * Makes one lane for each pipeline, warm.
     *
     * @param lanes where they are added, once all models are warm
     * @param onBroken told why the worker must stop
     * @param onHang told what does not end, so that the process must
     * @throws StartFailure if a queue, a model or a GPU is missing
     * @throws dev.sluice.shared.config.InvalidConfiguration if a model fails its warm-up, or what
     *     it answers contradicts its options
     */
    void open(List<Lane> lanes, Consumer<String> onBroken, Consumer<String> onHang) {
        OpenCv.load();
        Turns shared = new Turns();
        List<Warm> warm = new ArrayList<>();
        try {
            Problems problems = new Problems();
            for (Loaded part : load()) {
                warm.add(warmUp(part, shared, onBroken, problems));
            }
            problems.throwIfAny();
        } catch (RuntimeException | Error e) {
            warm.forEach(Lanes::discard);
            throw e;
        }
        for (Warm part : warm) {
            lanes.add(
                    Lane.of(
                            part.pipeline(),
                            part.task(),
                            part.batcher(),
                            new Lane.World(
                                    settings,
                                    aws,
                                    part.queueUrl(),
                                    machine,
                                    wallClock,
                                    tally,
                                    onBroken,
                                    onHang)));
        }
    }

    private record Loaded(Pipeline pipeline, OnnxModel model, TaskFactory.Made made) {}

    private record Warm(Pipeline pipeline, Task task, Batcher batcher, String queueUrl) {}

    private List<Loaded> load() {
        Problems problems = new Problems();
        List<Loaded> loaded = new ArrayList<>();
        for (Pipeline pipeline : pipelines.all()) {
            load(pipeline, problems, loaded);
        }
        problems.throwIfAny();
        return loaded;
    }

    private void load(Pipeline pipeline, Problems problems, List<Loaded> loaded) {
        TaskFactory factory = factories.get(pipeline.task());
        if (factory == null) {
            problems.add(
                    pipeline.name() + "/pipeline.yaml: task",
                    Nearest.to(pipeline.task(), factories.keySet())
                            .map(near -> "is not known; did you mean \"" + near + "\"?")
                            .orElse("is not known; known are " + factories.keySet()));
            return;
        }
        OnnxModel model = accelerator.load(pipeline.folder().resolve(pipeline.model().file()));
        loaded.add(
                new Loaded(
                        pipeline, model, factory.make(pipeline, model, machine.cpu(), problems)));
    }

    private Warm warmUp(Loaded part, Turns shared, Consumer<String> onBroken, Problems problems) {
        Pipeline pipeline = part.pipeline();
        Task task = part.made().task().orElseThrow();
        String url = queueUrl(pipeline.queue(settings.queuePrefix()));
        Batcher batcher =
                new Batcher(
                        pipeline.name(),
                        pipeline.model().batch(),
                        accelerator.runner(pipeline, part.model().only(part.made().outputs())),
                        accelerator.runsOneAtATime() ? shared : new Turns(),
                        task.warmUp(),
                        onBroken,
                        ticker);
        long begun = ticker.nanos();
        try {
            task.check(batcher.start(task.probes()), problems);
            log.info(
                    "model {} version {} is warm on {} after {} ms",
                    pipeline.name(),
                    pipeline.model().version(),
                    accelerator,
                    (ticker.nanos() - begun) / 1_000_000);
        } catch (ModelBroken e) {
            problems.add(
                    pipeline.name() + "/pipeline.yaml: model.file",
                    "model %s fails its warm-up: %s; mend it or export it again"
                            .formatted(pipeline.name(), e.getMessage()));
        }
        return new Warm(pipeline, task, batcher, url);
    }

    private static void discard(Warm part) {
        try {
            part.batcher().close(CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String queueUrl(String queue) {
        try {
            return aws.settling().getQueueUrl(get -> get.queueName(queue)).queueUrl();
        } catch (QueueDoesNotExistException e) {
            throw new StartFailure(
                    "there is no queue %s; create it with ops/sluice provision".formatted(queue),
                    e);
        } catch (SdkException e) {
            throw new StartFailure(
                    "SQS does not answer for queue %s: %s; check AWS_ENDPOINT_URL_SQS, AWS_REGION and the credentials"
                            .formatted(queue, e.getMessage()),
                    e);
        }
    }
}
