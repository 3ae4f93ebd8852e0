package dev.sluice.worker.task.classify;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.input.Cpu;
import dev.sluice.worker.model.Model;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Outcome;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.Upload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/**
 * The generic classifier. Options in {@code pipeline.yaml}: {@code labels} (a file, one class a
 * line, default {@code labels.txt}), {@code output} (the graph's output, needed where it has
 * several), {@code scores} ({@code probabilities} or {@code logits}, to which softmax is applied),
 * {@code top} (how many classes the document lists, default 5).
 */
public final class ClassifyTask implements Task {
    private static final long NOISE = 20261121;

    private enum Scores {
        PROBABILITIES,
        LOGITS
    }

    private final PictureInput input;
    private final String output;
    private final List<String> labels;
    private final Scores scores;
    private final int top;
    private final Cpu cpu;

    private ClassifyTask(
            PictureInput input,
            String output,
            List<String> labels,
            Scores scores,
            int top,
            Cpu cpu) {
        this.input = input;
        this.output = output;
        this.labels = List.copyOf(labels);
        this.scores = scores;
        this.top = top;
        this.cpu = cpu;
    }

    /** The {@link TaskFactory} of {@code task: classify}. */
    public static TaskFactory.Made make(
            Pipeline pipeline, OnnxModel model, Cpu cpu, Problems problems) {
        PictureInput input = PictureInput.read(pipeline.input(problems), model.inputs());
        fixedBatch(pipeline, model, problems);
        Section options = pipeline.options(problems);
        List<String> labels = labels(pipeline.folder(), options);
        String output = output(options, model.outputs());
        Scores scores = options.choice("scores", Scores.class, Scores.PROBABILITIES);
        int top = options.integer("top", 5, 1, 1000);
        options.done();
        OnnxModel.Port port = model.outputs().get(output);
        if (port != null) {
            long classes = port.shape().size() == 2 ? port.shape().getLast() : 0;
            if (port.type() != Tensor.Type.FLOAT32 || port.shape().size() != 2) {
                options.problem("output", "is %s, not float32 [N, classes]".formatted(port));
            } else if (classes > 0 && classes != labels.size()) {
                options.problem(
                        "labels",
                        "has %d lines, but the graph's output \"%s\" has %d classes"
                                .formatted(labels.size(), output, classes));
            }
        }
        return new TaskFactory.Made(
                new ClassifyTask(input, output, labels, scores, top, cpu), Set.of(output));
    }

    /** A graph may fix its first dimension; only batches of that size run then. */
    private static void fixedBatch(Pipeline pipeline, OnnxModel model, Problems problems) {
        int max = pipeline.model().batch().max();
        model.inputs()
                .forEach(
                        (name, port) -> {
                            long first = port.shape().isEmpty() ? -1 : port.shape().getFirst();
                            if (first == 1 ? max != 1 : first > 1) {
                                problems.add(
                                        pipeline.name() + "/pipeline.yaml: model.batch.max",
                                        first == 1
                                                ? "must be 1, for the graph takes one picture at a"
                                                        + " time; or export it with a free first"
                                                        + " dimension"
                                                : "the graph takes exactly %d pictures at a time; export it with a free first dimension"
                                                        .formatted(first));
                            }
                        });
    }

    private static List<String> labels(Path folder, Section options) {
        String file = options.text("labels", "labels.txt");
        try {
            return Files.readAllLines(folder.resolve(file)).stream()
                    .filter(line -> !line.isBlank())
                    .map(String::strip)
                    .toList();
        } catch (IOException e) {
            options.problem("labels", "\"%s\" cannot be read: %s".formatted(file, e));
            return List.of();
        }
    }

    private static String output(Section options, Map<String, OnnxModel.Port> outputs) {
        Optional<String> named = options.optionalText("output");
        if (named.isPresent() ? outputs.containsKey(named.get()) : outputs.size() == 1) {
            return named.orElseGet(() -> outputs.keySet().iterator().next());
        }
        options.problem("output", "must be one of the graph's outputs " + outputs.keySet());
        return "";
    }

    @Override
    public Map<String, Tensor> warmUp() {
        byte[] noise = new byte[input.width() * input.height() * input.color().channels()];
        new Random(NOISE).nextBytes(noise);
        return Map.of(input.name(), input.of(noise));
    }

    @Override
    public OptionalInt sideNeeded() {
        return input.shrink()
                ? OptionalInt.of(Math.max(input.width(), input.height()))
                : OptionalInt.empty();
    }

    @Override
    public Outcome run(Upload upload, Model model) throws Exception {
        Tensor picture = cpu.run(() -> input.of(upload.picture()));
        Map<String, Tensor> outputs =
                model.lastCall(List.of(Map.of(input.name(), picture))).getFirst();
        Tensor answer = outputs.get(output);
        if (answer == null) {
            throw new IllegalStateException("the model gave no output " + output);
        }
        return new Outcome.Done(result(probabilities(answer.toFloats())));
    }

    private float[] probabilities(float[] values) {
        return scores == Scores.LOGITS ? softmax(values) : values;
    }

    private static float[] softmax(float[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        double[] powers = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            powers[i] = Math.exp(logits[i] - max);
            sum += powers[i];
        }
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = (float) (powers[i] / sum);
        }
        return probabilities;
    }

    /** Where the largest values are, the largest first, and the first of equals before others. */
    static int[] largest(float[] values, int most) {
        int[] largest = new int[Math.min(most, values.length)];
        int found = 0;
        for (int i = 0; i < values.length; i++) {
            int at = found;
            while (at > 0 && values[largest[at - 1]] < values[i]) {
                at--;
            }
            if (at < largest.length) {
                found = Math.min(found + 1, largest.length);
                System.arraycopy(largest, at, largest, at + 1, found - at - 1);
                largest[at] = i;
            }
        }
        return largest;
    }

    private Result result(float[] probabilities) {
        List<Map<String, Object>> ranked = new ArrayList<>();
        for (int index : largest(probabilities, top)) {
            ranked.add(entry(index, probabilities[index]));
        }
        Map<String, Object> best = ranked.getFirst();
        Map<String, Object> classification = new LinkedHashMap<>(best);
        classification.put("top", ranked);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("method", "ONNX classifier");
        document.put("classification", classification);
        return new Result(
                document,
                Map.of(
                        "class", best.getOrDefault("class", ""),
                        "confidence", best.getOrDefault("confidence", 0)),
                Map.of(),
                Optional.empty());
    }

    private Map<String, Object> entry(int index, float probability) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("class", labels.get(index));
        entry.put("class_index", index);
        entry.put("confidence", Math.round(probability * 1e6) / 1e6);
        return entry;
    }
}
