package dev.sluice.worker.task.emotion;

import dev.sluice.worker.task.affect.Affect;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What several say together: valence and arousal are their means, weighted by confidence, and the
 * confidence is the mean of theirs. Where none has any confidence the means are plain.
 *
 * @param affect of all together
 * @param dominant the surest, the first of those that are equally sure
 */
record Fusion(Affect affect, String dominant) {
    /**
     * @param each what there is, at least one, by name, in the order that decides between equals
     */
    static Fusion of(Map<String, Affect> each) {
        double weight = 0;
        double valence = 0;
        double arousal = 0;
        double confidence = 0;
        String dominant = "";
        double surest = -1;
        boolean any = each.values().stream().anyMatch(one -> one.confidence() > 0);
        for (Map.Entry<String, Affect> one : each.entrySet()) {
            Affect affect = one.getValue();
            double counts = any ? affect.confidence() : 1;
            weight += counts;
            valence += counts * affect.valence();
            arousal += counts * affect.arousal();
            confidence += affect.confidence();
            if (affect.confidence() > surest) {
                surest = affect.confidence();
                dominant = one.getKey();
            }
        }
        return new Fusion(
                new Affect(valence / weight, arousal / weight, confidence / each.size()), dominant);
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>(affect.toJson());
        json.put("dominant", dominant);
        return json;
    }
}
