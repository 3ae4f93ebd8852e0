package dev.sluice.worker.task.emotion;

import dev.sluice.worker.model.ModelFailure;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.task.affect.Affect;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What the emotion network says of a face, and where its seven classes lie in valence and arousal:
 * the ratings of the words happy, angry, … by Russell and Mehrabian, "Evidence for a three-factor
 * theory of emotions" (Journal of Research in Personality 11, 1977), from -1 to 1 there; neutral is
 * the middle. A face lies at the mean of the classes, weighted by their probabilities.
 */
@SuppressWarnings("ArrayRecordComponent") // a model's answer, read and dropped
record Expression(float[] probabilities) {
    static final String OUTPUT = "probabilities";

    private enum Emotion {
        ANGRY(0, -0.51, 0.59),
        DISGUST(1, -0.60, 0.35),
        FEAR(2, -0.64, 0.60),
        HAPPY(3, 0.81, 0.51),
        SAD(4, -0.63, -0.27),
        SURPRISE(5, 0.40, 0.67),
        NEUTRAL(6, 0, 0);

        /** In the network's answer. */
        private final int place;

        private final double valence;
        private final double arousal;

        Emotion(int place, double valence, double arousal) {
            this.place = place;
            this.valence = valence;
            this.arousal = arousal;
        }
    }

    static Expression of(Map<String, Tensor> answer) throws ModelFailure {
        Tensor probabilities = answer.get(OUTPUT);
        float[] values = probabilities == null ? new float[0] : probabilities.toFloats();
        if (values.length != Emotion.values().length) {
            String message = "the model of faces answers %d values, not 7".formatted(values.length);
            throw new ModelFailure(message, new IllegalStateException(message));
        }
        return new Expression(values);
    }

    private Emotion best() {
        Emotion best = Emotion.ANGRY;
        for (Emotion each : Emotion.values()) {
            best = probabilities[each.place] > probabilities[best.place] ? each : best;
        }
        return best;
    }

    /** Such as {@code happy}. */
    String emotion() {
        return best().name().toLowerCase(Locale.ROOT);
    }

    double probability() {
        return probabilities[best().place];
    }

    /**
     * @param face how sure it is that this is a face
     */
    Affect affect(double face) {
        double valence = 0;
        double arousal = 0;
        double sum = 0;
        for (Emotion each : Emotion.values()) {
            double probability = probabilities[each.place];
            valence += probability * each.valence;
            arousal += probability * each.arousal;
            sum += probability;
        }
        return new Affect((valence / sum + 1) / 2, (arousal / sum + 1) / 2, face * probability());
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        for (Emotion each : Emotion.values()) {
            json.put(
                    each.name().toLowerCase(Locale.ROOT),
                    Affect.rounded(probabilities[each.place]));
        }
        return json;
    }
}
