package dev.sluice.ops.flakes.score;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.flakes.annotation.Outline;

import java.util.ArrayList;
import java.util.List;

/** What a pipeline found in one picture beside what is there. */
final class Comparison {
    private static final double LEAST_OVERLAP = 0.5;
    private static final String THICKER = "thicker";

    private final List<Outline> truth;
    private final int mostKnown;

    /**
     * @param mostKnown the most layers that the pipeline has a class for; 0 if it has none
     */
    Comparison(List<Outline> truth, int mostKnown) {
        this.truth = truth;
        this.mostKnown = mostKnown;
    }

    /**
     * @param flakes as in a result document; each of them, and each that is there, counts once
     */
    Score with(JsonNode flakes) {
        List<Mask> there = new ArrayList<>();
        truth.forEach(it -> there.add(Mask.of(it.rings())));
        boolean[] taken = new boolean[there.size()];
        int matched = 0;
        int told = 0;
        int right = 0;
        for (JsonNode flake : flakes) {
            Mask mask = Mask.ofPixels(List.of(corners(flake.path("polygon"))));
            for (int i = 0; i < taken.length; i++) {
                // Over a half of both together: no other can match, unless they lie on each other.
                if (!taken[i] && mask.overlap(there.get(i)) > LEAST_OVERLAP) {
                    taken[i] = true;
                    matched++;
                    String said = flake.path("thickness").asText();
                    told += said.equals("unclassified") ? 0 : 1;
                    right += isRight(said, truth.get(i).layers()) ? 1 : 0;
                    break;
                }
            }
        }
        return new Score(1, there.size(), flakes.size(), matched, told, right);
    }

    private boolean isRight(String said, int layers) {
        return said.equals(Integer.toString(layers))
                || (said.equals(THICKER) && layers > mostKnown && mostKnown > 0);
    }

    private static double[] corners(JsonNode polygon) {
        double[] corners = new double[2 * polygon.size()];
        for (int i = 0; i < corners.length; i++) {
            corners[i] = polygon.get(i / 2).get(i % 2).doubleValue();
        }
        return corners;
    }
}
