package dev.sluice.worker.task.classify;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.input.picture.PictureLimits;
import dev.sluice.worker.input.picture.Pictures;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.task.Labels;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.WarmUp;
import dev.sluice.worker.task.picture.PictureInput;
import dev.sluice.worker.task.picture.TestPictures;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads what a pipeline says of its classifier, and holds it against the graphs. */
final class ClassifyOptions {
    private static final String GATE = "gate";

    private final Pipeline pipeline;
    private final Graphs graphs;
    private final Problems problems;
    private final Section options;
    private final Section gateOptions;

    ClassifyOptions(Pipeline pipeline, Graphs graphs, Problems problems) {
        this.pipeline = pipeline;
        this.graphs = graphs;
        this.problems = problems;
        this.options = pipeline.options(problems);
        this.gateOptions = options.section(GATE);
    }

    TaskFactory.Made make(Cpu cpu) {
        PictureLimits limits = PictureLimits.read(pipeline.limits(problems));
        Optional<String> keeper = gateOptions.optionalText("model");
        String name =
                graphs.byName().keySet().stream()
                        .filter(each -> !keeper.equals(Optional.of(each)))
                        .findFirst()
                        .orElse(graphs.first().getKey());
        OnnxModel graph = graphs.byName().getOrDefault(name, graphs.first().getValue());
        Labels labels = Labels.read(options, pipeline.folder());
        Output output = Output.read(options, labels, graph.outputs());
        Network network =
                new Network(name, PictureInput.read(pipeline.input(problems), only(graph, output)));
        Optional<Gate> gate = gate(network, keeper);
        Thresholds thresholds = Thresholds.read(options, labels);
        int top = options.integer("top", 5, 1, 1000);
        Advice advice = Advice.read(options, pipeline.folder(), given(labels, gate), problems);
        options.done();
        Answers answers = new Answers(output, thresholds, top, advice);
        ClassifyTask task =
                new ClassifyTask(network, gate, answers, pictures(limits, network, gate), cpu);
        return new TaskFactory.Made(task, warmUps(network, output, gate));
    }

    private static OnnxModel only(OnnxModel graph, Output output) {
        return graph.only(output.name().isEmpty() ? Set.of() : Set.of(output.name()));
    }

    private Optional<Gate> gate(Network classifier, Optional<String> keeper) {
        if (gateOptions.isEmpty()) {
            return Optional.empty();
        }
        String name = keeper.orElse(classifier.model());
        Optional<OnnxModel> graph = graphs.named(name);
        if (graph.isEmpty()) {
            gateOptions.problem(
                    "model",
                    "\"%s\" must be one of models: %s".formatted(name, graphs.byName().keySet()));
            return Optional.empty();
        }
        Network network =
                name.equals(classifier.model())
                        ? classifier
                        : new Network(name, gateInput(graph.get(), classifier.input()));
        Gate gate = Gate.read(gateOptions, network);
        gate.declared(graph.get().outputs(), gateOptions);
        gateOptions.done();
        return Optional.of(gate);
    }

    /** A picture is decoded once for both, so what is said of that must be the same. */
    private PictureInput gateInput(OnnxModel graph, PictureInput classifier) {
        Section own = gateOptions.section("input");
        if (own.isEmpty()) {
            return PictureInput.read(pipeline.input(problems), graph);
        }
        PictureInput input = PictureInput.read(own, graph);
        boolean shrink = classifier.sideNeeded().isPresent();
        if (input.sideNeeded().isPresent() != shrink) {
            own.problem(
                    "shrink",
                    "must be %s, as the pipeline's own input says: pictures are decoded once for both models"
                            .formatted(shrink));
        }
        if (own.optionalText("background").isPresent()
                && !input.background().equals(classifier.background())) {
            own.problem(
                    "background",
                    "has no effect: pictures are decoded once for both models; say it in the"
                            + " pipeline's own input");
        }
        return input;
    }

    private static Set<String> given(Labels labels, Optional<Gate> gate) {
        Set<String> given = new LinkedHashSet<>(labels.names());
        given.add(Answers.UNSURE);
        gate.ifPresent(each -> given.add(each.otherwise()));
        return given;
    }

    /** As large as the more demanding network needs them. */
    private static Pictures pictures(PictureLimits limits, Network network, Optional<Gate> gate) {
        OptionalInt side = network.input().sideNeeded();
        OptionalInt other = gate.map(each -> each.network().input().sideNeeded()).orElse(side);
        OptionalInt needed =
                side.isEmpty() || other.isEmpty()
                        ? OptionalInt.empty()
                        : OptionalInt.of(Math.max(side.getAsInt(), other.getAsInt()));
        long tensors =
                network.input().bytes()
                        + gate.map(Gate::network)
                                .filter(each -> !each.equals(network))
                                .map(each -> each.input().bytes())
                                .orElse(0L);
        return new Pictures(limits, needed, network.input().background(), tensors);
    }

    private Map<String, WarmUp> warmUps(Network network, Output output, Optional<Gate> gate) {
        Map<String, WarmUp> warmUps = new LinkedHashMap<>();
        Set<String> outputs = new LinkedHashSet<>(Set.of(output.name()));
        boolean same = gate.map(Gate::network).equals(Optional.of(network));
        if (same) {
            outputs.add(gate.orElseThrow().output());
        }
        warmUps.put(
                network.model(),
                warmUp(
                        network,
                        outputs,
                        (answers, found) -> {
                            Section said = pipeline.options(found);
                            new AnswerCheck(output.scores(), output.labels(), said)
                                    .check(answers.stream().map(output::values).toList());
                            if (same) {
                                gate.orElseThrow().check(answers, said);
                            }
                        }));
        if (gate.isPresent() && !same) {
            Gate keeper = gate.get();
            warmUps.put(
                    keeper.network().model(),
                    warmUp(
                            keeper.network(),
                            Set.of(keeper.output()),
                            (answers, found) -> keeper.check(answers, pipeline.options(found))));
        }
        return warmUps;
    }

    private static WarmUp warmUp(Network network, Set<String> outputs, WarmUp.Check check) {
        TestPictures pictures = new TestPictures(network.input());
        return new WarmUp(outputs, pictures.noise(), pictures.unlike(), check);
    }
}
