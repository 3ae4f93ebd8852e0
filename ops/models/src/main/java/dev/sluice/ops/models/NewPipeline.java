package dev.sluice.ops.models;

import dev.sluice.ops.models.folder.NewFolder;
import dev.sluice.ops.models.infer.Draft;
import dev.sluice.ops.models.infer.Ground;
import dev.sluice.ops.models.infer.Inference;
import dev.sluice.ops.models.infer.Inferred;
import dev.sluice.ops.models.infer.Labels;
import dev.sluice.ops.models.infer.NotServable;
import dev.sluice.ops.models.infer.Observation;
import dev.sluice.ops.models.onnx.Graph;
import dev.sluice.ops.models.onnx.NotOnnx;
import dev.sluice.ops.models.onnx.OnnxFile;
import dev.sluice.ops.models.trial.Answer;
import dev.sluice.ops.models.trial.Choice;
import dev.sluice.ops.models.trial.Sample;
import dev.sluice.ops.models.trial.Samples;
import dev.sluice.ops.models.trial.Trial;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.worker.input.picture.OpenCv;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.ModelFailure;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.OnnxRuntime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a pipeline of a model, and tries it. */
public final class NewPipeline {
    /** As many as one looks at. */
    private static final int SHOWN = 24;

    private final Request request;
    private final Graph graph;

    private NewPipeline(Request request, Graph graph) {
        this.request = request;
        this.graph = graph;
    }

    /**
     * What the user has.
     *
     * @param repository where the pipeline's folder goes
     * @param given values of {@code pipeline.yaml} that are decided, by key
     * @param labels a file of one class a line
     */
    public record Request(
            Path model,
            Path repository,
            Map<String, Object> given,
            Optional<Path> labels,
            Samples samples) {}

    /**
     * What came of it.
     *
     * @param answers of the task to samples
     */
    public record Made(Path folder, Graph graph, Draft draft, List<Answer> answers) {}

    /**
     * @throws NotOnnx if the file is no model
     * @throws NotServable if no pipeline can be made of it
     * @throws IOException if a file is missing, or cannot be read or written
     * @throws dev.sluice.shared.config.InvalidConfiguration if labels or given values do not suit
     * @throws dev.sluice.shared.StartFailure if ONNX Runtime refuses the model
     */
    public static Made of(Request request)
            throws NotOnnx, NotServable, IOException, InterruptedException {
        Graph graph = OnnxFile.read(request.model());
        NewFolder.weights(request.model(), graph); // all there, before anything takes time
        return new NewPipeline(request, graph).made();
    }

    private Made made() throws NotServable, IOException, InterruptedException {
        List<Labels.Found> labels = new ArrayList<>();
        if (request.labels().isPresent()) {
            labels.add(Labels.of(request.labels().get(), Ground.GIVEN, "you gave the file"));
        }
        Draft draft = Inference.of(request.model(), graph, request.given(), labels);
        try (NewFolder folder =
                        NewFolder.of(
                                request.repository(), draft.text("name"), request.model(), graph);
                Cpu cpu = new Cpu(1)) {
            OpenCv.load();
            OnnxModel model = load();
            try {
                Observation.of(model, draft);
                named(draft);
                Choice.Trials trials = each -> trial(folder, each, model, cpu);
                Draft chosen = Choice.of(draft, request.samples(), trials);
                Trial trial = trials.of(chosen);
                trial.warmUp();
                List<Answer> answers = answers(trial);
                return new Made(folder.keep(), graph, chosen, answers);
            } finally {
                model.close();
            }
        }
    }

    private OnnxModel load() {
        try {
            return new OnnxRuntime(false, 1).load(request.model());
        } catch (StartFailure e) {
            throw Refusal.of(request.model(), graph, e);
        }
    }

    /** Folders of samples may name the classes, if nothing else does. */
    private void named(Draft draft) {
        List<String> folders = request.samples().labels();
        if (draft.text("task").equals("classify")
                && draft.of("options.labels")
                        .map(Inferred::ground)
                        .equals(Optional.of(Ground.ASSUMED))
                && folders.size() == draft.labels().size()) {
            draft.labels(folders);
            draft.change(
                    "options.labels",
                    "labels.txt",
                    Ground.ASSUMED,
                    "the samples lie in as many folders as there are classes, which are taken in"
                            + " alphabetical order, as torchvision's ImageFolder and Keras do");
        }
    }

    private Trial trial(NewFolder folder, Draft draft, OnnxModel model, Cpu cpu)
            throws IOException {
        folder.write(
                draft,
                "Made by ops/sluice pipeline new of %s: %s."
                        .formatted(request.model().getFileName(), Inference.exporter(graph)));
        Pipeline pipeline = Pipelines.read(folder.path(), List.of()).all().getFirst();
        return Trial.of(pipeline, new Graphs(Map.of(Pipeline.MODEL, model)), cpu);
    }

    private List<Answer> answers(Trial trial)
            throws NotServable, IOException, InterruptedException {
        List<Answer> answers = new ArrayList<>();
        for (Sample sample : request.samples().some(SHOWN)) {
            try {
                answers.add(trial.of(sample));
            } catch (ModelFailure e) {
                throw new NotServable(
                        "The model fails on %s: %s".formatted(sample.file(), e.getMessage()));
            }
        }
        if (!answers.isEmpty() && answers.stream().noneMatch(Answer::isFound)) {
            throw new IOException(
                    "no sample is a picture that can be read; of %s: %s"
                            .formatted(
                                    answers.getFirst().sample().file(),
                                    answers.getFirst().headline()));
        }
        return answers;
    }
}
