package dev.sluice.worker.task.flakes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a method found in a picture.
 *
 * @param light what else it learnt, if it asks
 */
record Findings(Method method, List<Flake> flakes, Optional<Light> light) {
    /** Px: what fits no class of its material is often dirt, the smaller the oftener. */
    private static final int LEAST_VAGUE = 500;

    private static final Comparator<Flake> FROM_THE_TOP =
            Comparator.comparingInt((Flake it) -> it.box().top())
                    .thenComparingInt(it -> it.box().left());

    /**
     * How the picture shows contrast.
     *
     * @param scale B, G, R: its contrasts, divided by those of the material's constants
     * @param opaque how many pieces are too thick to be flakes
     */
    record Light(List<Double> scale, int opaque) {}

    static Findings classical(List<Flake> flakes) {
        return new Findings(Method.CLASSICAL, flakes, Optional.empty());
    }

    /**
     * @param scale of contrast: B, G, R
     */
    static Findings ofInstances(List<Flake> flakes, List<Double> scale) {
        return new Findings(
                Method.INSTANCES,
                flakes.stream().sorted(FROM_THE_TOP).toList(),
                Optional.of(new Light(scale, 0)));
    }

    /**
     * @param classes of the material; none if it has no constants
     */
    static Findings of(Regions.Found found, List<LayerClass> classes) {
        LayerGuess guess = new LayerGuess(classes);
        guess.learn(found.candidates());
        List<Flake> flakes = new ArrayList<>();
        for (Regions.Candidate candidate : found.candidates()) {
            LayerGuess.Guess thickness = guess.guess(candidate);
            boolean told = classes.isEmpty() || !thickness.isVague();
            if (!told && candidate.flake().surface().area() < LEAST_VAGUE) {
                continue;
            }
            double surely =
                    Math.min(candidate.flake().confidence(), 1 - candidate.look().unevenness());
            flakes.add(candidate.flake().as(thickness, surely));
        }
        flakes.sort(FROM_THE_TOP);
        return new Findings(
                Method.REGIONS,
                List.copyOf(flakes),
                Optional.of(new Light(guess.scale(), found.opaque())));
    }
}
