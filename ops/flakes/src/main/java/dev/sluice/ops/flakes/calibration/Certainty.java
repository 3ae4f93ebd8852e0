package dev.sluice.ops.flakes.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How sure constants are: each example told by those from all others.
 *
 * @param tried examples that have another of their thickness
 * @param right of these
 * @param wrong what was taken for what
 */
public record Certainty(int tried, int right, List<String> wrong) {
    /** Of a standard normal distribution, 95 % lie within so many of its deviations. */
    private static final double NINETY_FIVE = 1.96;

    static Certainty of(List<Example> examples) {
        int tried = 0;
        int right = 0;
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            Example left = examples.get(i);
            List<Example> others = new ArrayList<>(examples);
            others.remove(i);
            Map<Integer, Normal> fit = Fit.of(others);
            if (!fit.containsKey(left.layers())) {
                continue;
            }
            int likeliest = 0;
            double most = Double.NEGATIVE_INFINITY;
            for (Map.Entry<Integer, Normal> each : fit.entrySet()) {
                double density = each.getValue().density(left.mean());
                if (density > most) {
                    most = density;
                    likeliest = each.getKey();
                }
            }
            tried++;
            if (likeliest == left.layers()) {
                right++;
            } else {
                wrong.add(
                        "%s: %d layers taken for %d"
                                .formatted(left.picture(), left.layers(), likeliest));
            }
        }
        return new Certainty(tried, right, List.copyOf(wrong));
    }

    /** The part that is right, 0 to 1; 0 of none. */
    public double accuracy() {
        return tried == 0 ? 0 : (double) right / tried;
    }

    /** Wilson's interval: within it the true accuracy lies in 19 of 20 such calibrations. */
    public List<Double> interval() {
        if (tried == 0) {
            return List.of(0.0, 1.0);
        }
        double z2 = NINETY_FIVE * NINETY_FIVE;
        double p = accuracy();
        double middle = (p + z2 / (2 * tried)) / (1 + z2 / tried);
        double half =
                NINETY_FIVE
                        / (1 + z2 / tried)
                        * Math.sqrt(p * (1 - p) / tried + z2 / (4.0 * tried * tried));
        return List.of(Math.max(0, middle - half), Math.min(1, middle + half));
    }
}
