package dev.sluice.worker.task.text;

import dev.sluice.worker.task.affect.Affect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the network makes of a text: the mean over its passages, each as heavy as it is long.
 *
 * @param passages how many
 */
record Reading(TextLabels labels, Language language, int passages, Scores scores) {
    /**
     * The network's answers, in the order of their {@link TextLabels}.
     *
     * @param emotions how sure it is of each label by itself
     * @param groups likewise, of Ekman's six and neutral
     * @param ratings valence, arousal, dominance, on EmoBank's scale from 1 to 5
     */
    @SuppressWarnings("ArrayRecordComponent") // a model's answer, read and dropped
    record Scores(float[] emotions, float[] groups, float[] ratings) {
        /** The likeliest group. */
        int group() {
            int best = 0;
            for (int i = 1; i < groups.length; i++) {
                best = groups[i] > groups[best] ? i : best;
            }
            return best;
        }
    }

    /**
     * Valence and arousal from 0 to 1: how many of EmoBank's 10,062 sentences readers and writers
     * rated lower, if their ratings are taken for normally distributed, for they all lie close
     * around 3. The answer to a text in another language than English counts for nothing.
     */
    Affect affect() {
        return new Affect(
                share((scores.ratings()[0] - 2.98) / 0.35),
                share((scores.ratings()[1] - 3.04) / 0.26),
                language.known() ? scores.groups()[scores.group()] : 0);
    }

    /** Of a normal distribution what lies below. Abramowitz and Stegun 26.2.17, to 10⁻⁷. */
    private static double share(double z) {
        double t = 1 / (1 + 0.2316419 * Math.abs(z));
        double tail =
                Math.exp(-z * z / 2)
                        / Math.sqrt(2 * Math.PI)
                        * t
                        * (0.319381530
                                + t
                                        * (-0.356563782
                                                + t
                                                        * (1.781477937
                                                                + t
                                                                        * (-1.821255978
                                                                                + t
                                                                                        * 1.330274429))));
        return z < 0 ? tail : 1 - tail;
    }

    String emotion() {
        return labels.groups().get(scores.group());
    }

    /** For the document. */
    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>(affect().toJson());
        json.put("source", "text");
        json.put("emotion", emotion());
        json.put("language", language.tag());
        if (!language.known()) {
            json.put(
                    "note",
                    "The text seems to be in %s, and the model knows English only; its answer counts for nothing."
                            .formatted(language.name()));
        }
        json.put("passages", passages);
        json.put("groups", named(labels.groups(), scores.groups()));
        json.put("labels", reached());
        json.put("ratings", named(labels.affect(), scores.ratings()));
        return json;
    }

    private static Map<String, Object> named(List<String> names, float[] values) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            named.put(names.get(i), Affect.rounded(values[i]));
        }
        return named;
    }

    /** The labels that reach their thresholds, the surest first. */
    private List<Map<String, Object>> reached() {
        float[] emotions = scores.emotions();
        List<Integer> reached = new ArrayList<>();
        for (int i = 0; i < emotions.length; i++) {
            if (emotions[i] >= labels.thresholds().get(i)) {
                reached.add(i);
            }
        }
        reached.sort((a, b) -> Float.compare(emotions[b], emotions[a]));
        return reached.stream()
                .map(
                        i ->
                                Map.<String, Object>of(
                                        "label", labels.emotions().get(i),
                                        "confidence", Affect.rounded(emotions[i])))
                .toList();
    }

    /** For the row. */
    Map<String, Object> summary() {
        Map<String, Object> summary = new LinkedHashMap<>(affect().toJson());
        summary.put("emotion", emotion());
        summary.put("language", language.tag());
        return summary;
    }
}
