package dev.sluice.worker.task.classify;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.config.TextFile;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.input.picture.PictureLimits;
import dev.sluice.worker.input.picture.Pictures;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.ModelFailure;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.Port;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.WarmUp;
import dev.sluice.worker.task.picture.PictureInput;
import dev.sluice.worker.task.picture.TestPictures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The generic classifier. Options in {@code pipeline.yaml}: {@code labels} (a file, one class a
 * line, default {@code labels.txt}), {@code output} (the graph's output, needed where it has
 * several), {@code scores} ({@link Scores}: {@code probabilities}, {@code logits}, {@code
 * independent} or {@code independent-logits}), {@code top} (how many classes the document lists,
 * default 5).
 *
 * <p>{@code class} is the label of the highest confidence, {@code top} lists the highest in order.
 * Of independent scores each is how sure the network is of that class alone: several may be near 1,
 * or all near 0, so an application compares them with a threshold of its own. A network with one
 * value a picture needs two labels: the value is the confidence of the second, and 1 less it that
 * of the first.
 */
public final class ClassifyTask implements Task<Picture> {
    private static final Set<Tensor.Type> FLOATS = Set.of(Tensor.Type.FLOAT16, Tensor.Type.FLOAT32);

    private final String model;
    private final PictureLimits limits;
    private final PictureInput input;
    private final String output;
    private final String file;
    private final List<String> labels;
    private final Scores scores;
    private final int top;
    private final Cpu cpu;

    private ClassifyTask(
            String model,
            PictureLimits limits,
            PictureInput input,
            String output,
            String file,
            List<String> labels,
            Scores scores,
            int top,
            Cpu cpu) {
        this.model = model;
        this.limits = limits;
        this.input = input;
        this.output = output;
        this.file = file;
        this.labels = List.copyOf(labels);
        this.scores = scores;
        this.top = top;
        this.cpu = cpu;
    }

    /** The {@link TaskFactory} of {@code task: classify}. */
    public static TaskFactory.Made make(
            Pipeline pipeline, Graphs models, Cpu cpu, Problems problems) {
        String name = models.first().getKey();
        OnnxModel model = models.first().getValue();
        fixedBatch(pipeline, name, model, problems);
        PictureLimits limits = PictureLimits.read(pipeline.limits(problems));
        Section options = pipeline.options(problems);
        String file = options.text("labels", "labels.txt");
        List<String> labels = labels(pipeline.folder(), file, options);
        String output = output(options, model.outputs());
        Set<String> wanted = output.isEmpty() ? Set.of() : Set.of(output);
        PictureInput input = PictureInput.read(pipeline.input(problems), model.only(wanted));
        Scores scores = options.choice("scores", Scores.class, Scores.PROBABILITIES);
        int top = options.integer("top", 5, 1, 1000);
        options.done();
        Port port = model.outputs().get(output);
        if (port != null) {
            fixedClasses(port, output, file, labels.size(), options);
        }
        if (labels.size() == 1 && !scores.independent()) {
            options.problem(
                    "labels",
                    file
                            + " has 1 line, and of one class nothing is to be told; name both"
                            + " classes, or say scores: independent");
        }
        ClassifyTask task =
                new ClassifyTask(name, limits, input, output, file, labels, scores, top, cpu);
        WarmUp warmUp =
                new WarmUp(
                        wanted,
                        new TestPictures(input).noise(),
                        new TestPictures(input).unlike(),
                        (answers, found) -> task.check(answers, pipeline.options(found)));
        return new TaskFactory.Made(task, Map.of(name, warmUp));
    }

    /** What can be told of the scores before the graph runs. */
    private static void fixedClasses(
            Port port, String output, String file, int labels, Section options) {
        Optional<Tensor.Type> type = port.type();
        if (type.isEmpty() || !FLOATS.contains(type.get())) {
            options.problem(
                    "output",
                    "\"%s\" is %s, but scores are float32 or float16".formatted(output, port));
            return;
        }
        long values = port.shape().isEmpty() ? -1 : 1;
        for (long size : port.shape().stream().skip(1).toList()) {
            values = size < 0 || values < 0 ? -1 : Math.multiplyExact(values, size);
        }
        if (values >= 0 && labels > 0 && !Scores.suit(values, labels)) {
            options.problem("labels", AnswerCheck.count(values, file, labels));
        }
    }

    /** A graph may fix its first dimension; only batches of that size run then. */
    private static void fixedBatch(
            Pipeline pipeline, String which, OnnxModel model, Problems problems) {
        int max = pipeline.model(which).batch().max();
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

    private static List<String> labels(Path folder, String file, Section options) {
        try {
            List<String> labels =
                    TextFile.lines(folder.resolve(file)).stream()
                            .filter(line -> !line.isBlank())
                            .map(String::strip)
                            .toList();
            if (labels.isEmpty()) {
                options.problem("labels", file + " has no lines; write one class a line");
            }
            return labels;
        } catch (IOException e) {
            options.problem("labels", "cannot be read: " + e.getMessage());
            return List.of();
        }
    }

    private static String output(Section options, Map<String, Port> outputs) {
        Optional<String> named = options.optionalText("output");
        if (named.isPresent() ? outputs.containsKey(named.get()) : outputs.size() == 1) {
            return named.orElseGet(() -> outputs.keySet().iterator().next());
        }
        options.problem("output", "must be one of the graph's outputs: " + Port.list(outputs));
        return "";
    }

    private void check(List<Map<String, Tensor>> answers, Section options) {
        new AnswerCheck(scores, file, labels.size(), options)
                .check(answers.stream().map(this::values).toList());
    }

    private float[] values(Map<String, Tensor> outputs) {
        Tensor answer = outputs.get(output);
        if (answer == null) {
            throw new IllegalStateException("the model gave no output " + output);
        }
        return answer.toFloats();
    }

    @Override
    public Reader<Picture> reader() {
        return new Pictures(limits, input.sideNeeded(), input.background());
    }

    @Override
    public Finding run(Picture picture, Context job) throws Exception {
        Tensor tensor = cpu.run(() -> input.of(picture.pixels()));
        Map<String, Tensor> outputs =
                job.model(model).lastCall(List.of(Map.of(input.name(), tensor))).getFirst();
        float[] values = values(outputs);
        if (!Scores.suit(values.length, labels.size())) {
            // At the warm-up it did: what the graph answers depends on the picture.
            String message = AnswerCheck.count(values.length, file, labels.size());
            throw new ModelFailure(message, new IllegalStateException(message));
        }
        return new Finding.Found(result(scores.confidences(values, labels.size())));
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
        int index = largest(probabilities, 1)[0];
        Map<String, Object> classification = new LinkedHashMap<>(best);
        classification.put("top", ranked);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("method", "ONNX classifier");
        document.put("classification", classification);
        return new Result(
                String.format(
                        Locale.ROOT, "%s %.1f %%", labels.get(index), 100 * probabilities[index]),
                document,
                Map.of(
                        "class", best.getOrDefault("class", ""),
                        "confidence", best.getOrDefault("confidence", 0)));
    }

    private Map<String, Object> entry(int index, float probability) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("class", labels.get(index));
        entry.put("class_index", index);
        entry.put("confidence", Math.round(probability * 1e6) / 1e6);
        return entry;
    }
}
