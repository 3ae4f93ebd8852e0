package dev.sluice.worker;

import com.google.inject.Inject;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.notify.Notices;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.worker.flow.Lane;
import dev.sluice.worker.flow.Service;
import dev.sluice.worker.flow.World;
import dev.sluice.worker.input.picture.OpenCv;
import dev.sluice.worker.intake.LongPolls;
import dev.sluice.worker.model.Accelerator;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.Models;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.Turns;
import dev.sluice.worker.task.JointTask;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.TaskFactory;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the lanes: loads and warms up every model before the first poll. */
final class Lanes {
    /** An idle model's thread ends at once. */
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final World world;
    private final Pipelines pipelines;
    private final Accelerator accelerator;
    private final Map<String, TaskFactory> factories;
    private final Notices notices;

    /** Models that no batcher closes yet. */
    private final List<OnnxModel> loose = new ArrayList<>();

    @Inject
    Lanes(
            World world,
            Pipelines pipelines,
            Accelerator accelerator,
            Map<String, TaskFactory> factories,
            Notices notices) {
        this.world = world;
        this.pipelines = pipelines;
        this.accelerator = accelerator;
        this.factories = factories;
        this.notices = notices;
    }

    World world() {
        return world;
    }

    /**
     * Makes one lane for each pipeline, warm.
     *
     * @throws StartFailure if a queue, a model or a GPU is missing
     * @throws dev.sluice.shared.config.InvalidConfiguration if a model fails its warm-up, or what
     *     it answers contradicts its options
     */
    List<Lane> open() {
        OpenCv.load();
        List<Warm<?>> warm = new ArrayList<>();
        List<Batcher> started = new ArrayList<>();
        try {
            Problems problems = new Problems();
            WarmStart start = new WarmStart(accelerator, new Turns(), world, problems);
            for (Loaded part : load()) {
                warm.add(warm(part, start, started));
            }
            problems.throwIfAny();
        } catch (RuntimeException | Error e) {
            started.forEach(Lanes::discard);
            loose.forEach(OnnxModel::close);
            throw e;
        }
        LongPolls polls = new LongPolls();
        return warm.stream().map(part -> lane(part, polls)).toList();
    }

    private Lane lane(Warm<?> part, LongPolls polls) {
        return Lane.of(part.service(), part.queueUrl(), polls, world, notices);
    }

    private record Loaded(Pipeline pipeline, Graphs graphs, TaskFactory.Made made) {}

    private record Warm<I extends AutoCloseable>(Service<I> service, String queueUrl) {}

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
                    ShippedTasks.unknown(pipeline.task()));
            return;
        }
        Map<String, OnnxModel> models = new LinkedHashMap<>();
        pipeline.models()
                .forEach(
                        (name, file) -> {
                            OnnxModel model = accelerator.load(pipeline.folder(), file);
                            loose.add(model);
                            models.put(name, model);
                        });
        Graphs graphs = new Graphs(models);
        TaskFactory.Made made = factory.make(pipeline, graphs, world.machine().cpu(), problems);
        if (made.task().isPresent() && !made.models().keySet().equals(models.keySet())) {
            problems.add(
                    pipeline.name() + "/pipeline.yaml: models",
                    "has %s, but task %s runs %s"
                            .formatted(models.keySet(), pipeline.task(), made.models().keySet()));
        }
        made.task().ifPresent(task -> parts(pipeline, task, problems));
        loaded.add(new Loaded(pipeline, graphs, made));
    }

    /** Both must say of the same parts that they are one upload. */
    private static void parts(Pipeline pipeline, Task<?> task, Problems problems) {
        Set<String> known = task instanceof JointTask<?> joint ? joint.parts() : Set.of();
        if (pipeline.inParts() != (task instanceof JointTask<?>)
                || !known.containsAll(pipeline.parts())) {
            problems.add(
                    pipeline.name() + "/pipeline.yaml: match",
                    pipeline.inParts()
                            ? "%s lists the files of an upload in parts, and of those task %s knows %s"
                                    .formatted(pipeline.match(), pipeline.task(), known)
                            : "must end in the names of files that are the parts of an upload, such as {%s.x}, for task %s"
                                    .formatted(String.join(".x|", known), pipeline.task()));
        }
    }

    private Warm<?> warm(Loaded part, WarmStart start, List<Batcher> started) {
        Pipeline pipeline = part.pipeline();
        String url = queueUrl(pipeline.queue(world.settings().queuePrefix()));
        Map<String, Batcher> batchers = new LinkedHashMap<>();
        part.made()
                .models()
                .forEach(
                        (name, warmUp) -> {
                            OnnxModel graph = part.graphs().named(name).orElseThrow();
                            loose.remove(graph);
                            Batcher batcher = start.start(pipeline, name, graph, warmUp);
                            started.add(batcher);
                            batchers.put(name, batcher);
                        });
        Task<?> task = part.made().task().orElseThrow();
        return warm(pipeline, task, new Models(batchers), url);
    }

    private static <I extends AutoCloseable> Warm<I> warm(
            Pipeline pipeline, Task<I> task, Models models, String queueUrl) {
        return new Warm<>(new Service<>(pipeline, task, models), queueUrl);
    }

    static void discard(Batcher batcher) {
        try {
            batcher.close(CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String queueUrl(String queue) {
        try {
            return world.aws().settling().getQueueUrl(get -> get.queueName(queue)).queueUrl();
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
