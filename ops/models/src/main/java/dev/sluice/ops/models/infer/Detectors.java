package dev.sluice.ops.models.infer;

import dev.sluice.ops.models.onnx.Value;
import dev.sluice.shared.config.InvalidConfiguration;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds in which outputs a graph says its boxes, and how, as {@code task: detect} has them. */
final class Detectors {
    private static final Set<String> FLOATS = Set.of("float32", "float16");

    /** Graphs that suppress say a few hundred boxes; those that do not, thousands of places. */
    private static final int MOST_BOXES = 1000;

    /** The corners of a box. */
    private static final int BOX = 4;

    /** A box, its score and its class. */
    private static final int ROW = 6;

    private static final List<String> SCORES = List.of("score", "prob", "class", "cls", "logit");

    private final Evidence evidence;
    private final int classes;

    /**
     * @param classes how many names are known; 0 for none
     */
    Detectors(Evidence evidence, int classes) {
        this.evidence = evidence;
        this.classes = classes;
    }

    private record Form(String format, String why) {}

    /** Numbers of many places in the picture: [N, places, 4 or more], or the other way round. */
    static boolean isBoxes(Value value) {
        return value.rank() == 3
                && FLOATS.contains(value.element())
                && value.shape().stream().skip(1).noneMatch(size -> size == 1);
    }

    /**
     * @throws NotServable if the boxes are in none of the known forms
     */
    void tell(Draft draft) throws NotServable {
        draft.say("task", "detect", Ground.READ, "it answers boxes: " + list());
        if (!draft.has("options.format")) {
            outputs(draft);
        }
        draft.say(
                "output.artifacts",
                List.of("result.jpg", "thumbnail.jpg"),
                Ground.READ,
                "the picture with its boxes drawn, and a small one");
        thresholds(draft);
    }

    private void outputs(Draft draft) throws NotServable {
        List<Value> outputs = evidence.graph().outputs();
        if (outputs.stream().anyMatch(value -> value.rank() == 4)) {
            throw new NotServable(
                    "The graph answers maps of the picture beside boxes (%s), as segmentation does; export a plain detector, which is served."
                            .formatted(list()));
        }
        List<Value> many = outputs.stream().filter(Detectors::isBoxes).toList();
        if (many.size() == 1 && many.getFirst().size(2) != BOX) {
            Value output = many.getFirst();
            Form form = form(output);
            draft.say("options.format", form.format(), ground(form), form.why());
            draft.say("options.output", output.name(), Ground.READ, "the boxes are there");
            return;
        }
        Value boxes =
                many.stream()
                        .filter(value -> value.size(2) == BOX)
                        .findFirst()
                        .orElseThrow(this::unknown);
        Value scores = scores(many.stream().filter(value -> !value.equals(boxes)).toList());
        draft.say(
                "options.format",
                "nanodet",
                Ground.READ,
                "a score for each class and place in one output, its box in another");
        draft.say("options.scoresOutput", scores.name(), Ground.READ, "it is " + scores);
        draft.say("options.boxesOutput", boxes.name(), Ground.READ, "it is " + boxes);
    }

    private Ground ground(Form form) {
        return classes == 0 && !form.format().equals("suppressed") ? Ground.ASSUMED : Ground.READ;
    }

    /** By its shape, for which the number of classes must be known or guessed. */
    private Form form(Value output) throws NotServable {
        long first = output.size(1);
        long second = output.size(2);
        boolean named = classes > 0;
        if (named && first == BOX + classes) {
            return new Form("yolo", "%s: a box and %d scores a column".formatted(output, classes));
        }
        if (second == ROW && first <= MOST_BOXES) {
            return new Form(
                    "suppressed",
                    "%s: a box, its score and its class a row; the graph suppresses boxes itself"
                            .formatted(output));
        }
        if (named && second == BOX + classes) {
            return new Form("yolo", "%s: a box and %d scores a row".formatted(output, classes));
        }
        if (named && (second == BOX + 1 + classes || first == BOX + 1 + classes)) {
            return new Form(
                    "yolo5",
                    "%s: a box, its objectness and %d scores a place".formatted(output, classes));
        }
        if (named) {
            throw new NotServable(
                    "The graph answers %s, which is neither 4 nor 5 numbers and a score for each of %d labels at each place; give the model's own labels by --labels, and export it with boxes decoded."
                            .formatted(output, classes));
        }
        String guess = "; if nothing sensible is found, say yolo5 for yolo or yolo for yolo5";
        if (first > BOX && (second < 0 || first < second)) {
            return new Form(
                    "yolo",
                    "%s: columns are of Ultralytics' newer models, which have no objectness"
                                    .formatted(output)
                            + guess);
        }
        if (second > BOX + 1) {
            return new Form(
                    "yolo5",
                    "%s: rows are of YOLOv5 and YOLOX, which have objectness".formatted(output)
                            + guess);
        }
        throw unknown();
    }

    private Value scores(List<Value> candidates) throws NotServable {
        Optional<Value> found =
                candidates.stream()
                        .filter(value -> classes > 0 && value.size(2) == classes)
                        .findFirst()
                        .or(() -> candidates.stream().filter(Detectors::isNamedSo).findFirst());
        Value scores = found.or(() -> candidates.stream().findFirst()).orElseThrow(this::unknown);
        if (classes > 0 && scores.size(2) > 0 && scores.size(2) != classes) {
            throw new InvalidConfiguration(
                    List.of(
                            "the graph scores %d classes (%s), and there are %d labels; give the model's own by --labels"
                                    .formatted(scores.size(2), scores, classes)));
        }
        return scores;
    }

    private static boolean isNamedSo(Value value) {
        return SCORES.stream().anyMatch(value.name().toLowerCase(Locale.ROOT)::contains);
    }

    private void thresholds(Draft draft) {
        boolean known = evidence.exporter() == Exporter.ULTRALYTICS;
        Ground ground = known ? Ground.READ : Ground.ASSUMED;
        draft.say(
                "options.threshold",
                known ? 0.25 : 0.5,
                ground,
                known
                        ? "Ultralytics' predict shows boxes from that confidence on"
                        : "less shows more boxes, of which more are wrong");
        if (!Set.of("suppressed", "separate").contains(draft.text("options.format"))) {
            draft.say(
                    "options.overlap",
                    known ? 0.7 : 0.6,
                    ground,
                    known
                            ? "Ultralytics' predict lets boxes of a class overlap by that much"
                            : "more lets boxes of the same object stand side by side");
        }
    }

    private NotServable unknown() {
        return new NotServable(
                "The graph answers boxes in a form that this command does not know (%s); see docs/pipelines.md for those that the detect task reads, and write pipeline.yaml by hand."
                        .formatted(list()));
    }

    private String list() {
        return evidence.graph().outputs().stream()
                .map(Value::toString)
                .collect(Collectors.joining(", "));
    }
}
