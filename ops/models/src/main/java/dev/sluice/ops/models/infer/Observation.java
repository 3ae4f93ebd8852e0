package dev.sluice.ops.models.infer;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.Runner.RunFailed;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.task.picture.PictureInput;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What only running tells: how many classes there are, and what the numbers are. */
public final class Observation {
    /** Fine and coarse noise, a dark and a bright one. */
    private static final int PICTURES = 4;

    private static final long SEED = 20261129;

    /** What 8 bits and float16 cost a sum of many. */
    private static final double SUM = 0.02;

    private Observation() {}

    /**
     * Runs a few pictures of noise, and says of the draft what the answers tell.
     *
     * @throws NotServable if the model does not run with what was worked out
     */
    public static void of(OnnxModel model, Draft draft) throws NotServable {
        int classes =
                draft.text("task").equals("detect")
                        ? detector(model, draft)
                        : classes(model, draft);
        if (draft.labels().isEmpty()) {
            Labels.Found numbered = Labels.numbered(classes);
            draft.labels(numbered.labels());
            draft.say("options.labels", "labels.txt", numbered.ground(), numbered.why());
        }
    }

    private static int detector(OnnxModel model, Draft draft) throws NotServable {
        Set<String> outputs = DetectorAnswers.outputs(draft);
        int classes =
                outputs.isEmpty()
                        ? 0
                        : DetectorAnswers.tell(answers(model, outputs, PICTURES, draft), draft);
        if (draft.labels().isEmpty() && classes == 0) {
            throw new NotServable(
                    "Nothing tells how many classes the model has; give their names by --labels"
                            + " FILE, one a line in its order.");
        }
        return classes;
    }

    private static int classes(OnnxModel model, Draft draft) throws NotServable {
        String output =
                draft.has("options.output")
                        ? draft.text("options.output")
                        : model.outputs().keySet().iterator().next();
        int pictures = draft.isOpen("options.scores") ? PICTURES : 1;
        List<float[]> answers = new ArrayList<>();
        for (Map<String, Tensor> answer : answers(model, Set.of(output), pictures, draft)) {
            Tensor tensor = answer.get(output);
            if (tensor == null) {
                throw new NotServable("The graph gave no output \"%s\".".formatted(output));
            }
            answers.add(tensor.toFloats());
        }
        scores(answers, draft);
        int classes = answers.getFirst().length;
        boolean column = classes == 1 && !draft.text("options.scores").startsWith("independent");
        return column ? 2 : classes;
    }

    private static List<Map<String, Tensor>> answers(
            OnnxModel model, Set<String> outputs, int pictures, Draft draft) throws NotServable {
        Problems problems = new Problems();
        OnnxModel only = model.only(outputs);
        PictureInput input =
                PictureInput.read(
                        new Section(draft.section("input"), key -> "input." + key, problems), only);
        try {
            problems.throwIfAny();
            List<Map<String, Tensor>> answers = new ArrayList<>();
            Random random = new Random(SEED);
            for (int i = 0; i < pictures; i++) {
                byte[] noise = noise(random, input.width() * input.height() * input.channels(), i);
                Map<String, Tensor> item = Map.of(input.name(), input.of(noise));
                answers.addAll(only.run(List.of(item)));
            }
            return answers;
        } catch (InvalidConfiguration e) {
            throw new NotServable(
                    "The graph does not go with what was worked out: " + e.getMessage());
        } catch (RunFailed e) {
            throw new NotServable(
                    "The model fails on a picture of noise (%s); export it again."
                            .formatted(
                                    String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
        }
    }

    private static byte[] noise(Random random, int bytes, int kind) {
        byte[] noise = new byte[bytes];
        int run = kind == 1 ? 96 : 1;
        byte value = 0;
        for (int i = 0; i < bytes; i++) {
            value = i % run == 0 ? (byte) random.nextInt(256) : value;
            noise[i] = kind < 2 ? value : (byte) ((value & 0xFF) / 4 + (kind == 2 ? 0 : 190));
        }
        return noise;
    }

    private static void scores(List<float[]> answers, Draft draft) {
        if (!draft.isOpen("options.scores")) {
            return;
        }
        boolean unit = true;
        boolean sums = true;
        for (float[] values : answers) {
            double sum = 0;
            for (float value : values) {
                unit &= value >= 0 && value <= 1;
                sum += value;
            }
            sums &= Math.abs(sum - 1) <= SUM;
        }
        int classes = answers.getFirst().length;
        String seen = "%d pictures of noise got ".formatted(answers.size());
        if (unit && (sums || classes == 1)) {
            draft.change(
                    "options.scores",
                    "probabilities",
                    Ground.TRIED,
                    seen
                            + (classes == 1
                                    ? "a value from 0 to 1"
                                    : "values from 0 to 1 that sum to 1"));
        } else if (unit) {
            draft.change(
                    "options.scores",
                    "independent",
                    Ground.TRIED,
                    seen + "values from 0 to 1 that do not sum to 1");
        } else {
            draft.change(
                    "options.scores",
                    "logits",
                    Ground.TRIED,
                    seen
                            + "values beyond 0 to 1; say independent-logits if several classes can"
                            + " be true of one picture");
        }
    }
}
