package dev.sluice.ops.models.infer;

import dev.sluice.worker.model.Tensor;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a detector's answers to a few pictures tell of its numbers. */
final class DetectorAnswers {
    private static final List<String> OUTPUTS =
            List.of("options.output", "options.scoresOutput", "options.boxesOutput");

    /** How far beyond 0 to 1 a probability may be by rounding. */
    private static final float ROUNDING = 1e-3f;

    /** Fractions of the frame end near 1, a little beyond its edge; pixels go far beyond. */
    private static final float MOST_FRACTION = 2;

    private static final int BOX = 4;

    private float least;
    private float most;
    private float farthest;
    private boolean corners = true;
    private int classes;

    private DetectorAnswers() {}

    /** Numbers of one picture's places, a row or a column each. */
    @SuppressWarnings("ArrayRecordComponent") // made and read within one method, never compared
    private record Places(float[] values, int count, int size, boolean columns) {
        /**
         * @param columns whether the larger dimension may be the second
         */
        static Places of(Map<String, Tensor> answer, String name, boolean columns)
                throws NotServable {
            Tensor tensor = answer.get(name);
            if (tensor == null || tensor.shape().size() != 2) {
                throw new NotServable(
                        "The graph's output \"%s\" is %s for a picture, and not a list of boxes."
                                .formatted(name, tensor == null ? "nothing" : tensor.shape()));
            }
            int first = Math.toIntExact(tensor.shape().get(0));
            int second = Math.toIntExact(tensor.shape().get(1));
            return columns && first < second
                    ? new Places(tensor.toFloats(), second, first, true)
                    : new Places(tensor.toFloats(), first, second, false);
        }

        float at(int place, int number) {
            return columns ? values[number * count + place] : values[place * size + number];
        }
    }

    /** The outputs that boxes are read from; none if that is the user's own affair. */
    static Set<String> outputs(Draft draft) {
        Set<String> names = new LinkedHashSet<>();
        OUTPUTS.stream().filter(draft::has).forEach(key -> names.add(draft.text(key)));
        return names;
    }

    /**
     * @param answers to pictures, with the draft's outputs
     * @return how many classes there are; 0 if that does not show
     * @throws NotServable if an output is no list of boxes
     */
    static int tell(List<Map<String, Tensor>> answers, Draft draft) throws NotServable {
        DetectorAnswers seen = new DetectorAnswers();
        for (Map<String, Tensor> answer : answers) {
            seen.look(answer, draft);
        }
        seen.say(draft, answers.size());
        return seen.classes;
    }

    private void look(Map<String, Tensor> answer, Draft draft) throws NotServable {
        switch (draft.text("options.format")) {
            case "nanodet" -> {
                Places scores = Places.of(answer, draft.text("options.scoresOutput"), false);
                Places boxes = Places.of(answer, draft.text("options.boxesOutput"), false);
                classes = scores.size();
                look(boxes, scores, 0, classes);
            }
            case "suppressed" -> {
                Places rows = Places.of(answer, draft.text("options.output"), false);
                look(rows, rows, BOX, BOX + 1);
            }
            default -> {
                Places both = Places.of(answer, draft.text("options.output"), true);
                boolean objectness = draft.text("options.format").equals("yolo5");
                classes = both.size() - BOX - (objectness ? 1 : 0);
                look(both, both, BOX, both.size());
            }
        }
    }

    private void look(Places boxes, Places scores, int from, int to) {
        for (int place = 0; place < Math.min(boxes.count(), scores.count()); place++) {
            for (int i = from; i < to; i++) {
                least = Math.min(least, scores.at(place, i));
                most = Math.max(most, scores.at(place, i));
            }
            for (int i = 0; i < BOX; i++) {
                farthest = Math.max(farthest, Math.abs(boxes.at(place, i)));
            }
            corners &=
                    boxes.at(place, 0) <= boxes.at(place, 2)
                            && boxes.at(place, 1) <= boxes.at(place, 3);
        }
    }

    private void say(Draft draft, int pictures) {
        String seen = "%d pictures of noise got ".formatted(pictures);
        boolean logits = least < -ROUNDING || most > 1 + ROUNDING;
        draft.say(
                "options.scores",
                logits ? "logits" : "probabilities",
                Ground.TRIED,
                seen + (logits ? "scores beyond 0 to 1" : "scores from 0 to 1"));
        if (farthest > 0 && farthest <= MOST_FRACTION) {
            draft.say(
                    "options.fractions",
                    true,
                    Ground.TRIED,
                    seen + "boxes of numbers about 1: fractions of what the network sees");
        }
        if (draft.text("options.format").equals("nanodet")) {
            draft.say(
                    "options.corners",
                    corners ? "corners" : "middle",
                    Ground.TRIED,
                    seen
                            + (corners
                                    ? "boxes whose last two numbers are never below the first two"
                                    : "boxes that do not end after they begin, if these were"
                                            + " corners"));
        }
    }
}
