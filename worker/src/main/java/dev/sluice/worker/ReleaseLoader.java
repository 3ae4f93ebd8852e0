package dev.sluice.worker;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.flow.Service;
import dev.sluice.worker.flow.World;
import dev.sluice.worker.model.Accelerator;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.Models;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.Turns;
import dev.sluice.worker.task.JointTask;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.TaskFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Loads releases whose files are there, and warms them up. */
final class ReleaseLoader {
    /** An idle model's thread ends at once. */
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final World world;
    private final Accelerator accelerator;
    private final Map<String, TaskFactory> factories;
    private final Turns turns = new Turns();

    ReleaseLoader(World world, Accelerator accelerator, Map<String, TaskFactory> factories) {
        this.world = world;
        this.accelerator = accelerator;
        this.factories = factories;
    }

    /**
     * @param broken told when one of its models is out of order
     * @param problems told what is wrong: a model that fails its warm-up, or what it answers
     *     contradicts its options
     * @return empty if a problem was noted
     * @throws StartFailure if a model cannot be loaded, or a GPU is missing
     */
    Optional<Service<?>> load(Pipeline pipeline, Consumer<String> broken, Problems problems) {
        Problems found = new Problems();
        try (Loading loading = new Loading()) {
            Optional<Service<?>> service = load(pipeline, broken, loading, found);
            found.throwIfAny();
            loading.done = true;
            return service;
        } catch (InvalidConfiguration e) {
            problems.addAll(e);
            return Optional.empty();
        }
    }

    /** What is to be closed again if it comes to nothing. */
    private static final class Loading implements AutoCloseable {
        private final List<Batcher> started = new ArrayList<>();

        /** Models that no batcher closes yet. */
        private final List<OnnxModel> loose = new ArrayList<>();

        private Optional<Task<?>> task = Optional.empty();
        private boolean done;

        @Override
        public void close() {
            if (!done) {
                started.forEach(ReleaseLoader::discard);
                loose.forEach(OnnxModel::close);
                task.ifPresent(Task::close);
            }
        }
    }

    private Optional<Service<?>> load(
            Pipeline pipeline, Consumer<String> broken, Loading loading, Problems problems) {
        TaskFactory factory = factories.get(pipeline.task());
        if (factory == null) {
            problems.add(
                    pipeline.name() + "/pipeline.yaml: task",
                    ShippedTasks.unknown(pipeline.task()));
            return Optional.empty();
        }
        Map<String, OnnxModel> models = new LinkedHashMap<>();
        pipeline.models()
                .forEach(
                        (name, file) -> {
                            OnnxModel model = accelerator.load(pipeline.folder(), file);
                            loading.loose.add(model);
                            models.put(name, model);
                        });
        Graphs graphs = new Graphs(models);
        TaskFactory.Made made = factory.make(pipeline, graphs, world.machine().cpu(), problems);
        loading.task = made.task();
        if (made.task().isPresent() && !made.models().keySet().equals(models.keySet())) {
            problems.add(
                    pipeline.source() + ": models",
                    "has %s, but task %s runs %s"
                            .formatted(models.keySet(), pipeline.task(), made.models().keySet()));
        }
        made.task().ifPresent(task -> parts(pipeline, task, problems));
        problems.throwIfAny();
        WarmStart start =
                new WarmStart(accelerator, turns, world.machine().ticker(), broken, problems);
        Map<String, Batcher> batchers = new LinkedHashMap<>();
        made.models()
                .forEach(
                        (name, warmUp) -> {
                            OnnxModel graph = graphs.named(name).orElseThrow();
                            loading.loose.remove(graph);
                            Batcher batcher = start.start(pipeline, name, graph, warmUp);
                            loading.started.add(batcher);
                            batchers.put(name, batcher);
                        });
        return made.task().map(task -> new Service<>(pipeline, task, new Models(batchers)));
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

    static void discard(Service<?> service) {
        service.models().all().forEach(ReleaseLoader::discard);
        service.task().close();
    }

    static void discard(Batcher batcher) {
        try {
            batcher.close(CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
