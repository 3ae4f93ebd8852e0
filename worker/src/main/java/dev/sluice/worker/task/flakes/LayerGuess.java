package dev.sluice.worker.task.flakes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells thicknesses by contrast, on the picture's own scale: other lamps, cameras and oxides make
 * all contrasts of a picture stronger or weaker by much the same factor.
 */
final class LayerGuess {
    static final String UNCLASSIFIED = "unclassified";

    /** Contrast by which a flake's mean is off through noise and rounding to whole levels. */
    private static final double ROUNDING = 0.012;

    /** As far from every class as this, in standard deviations, a flake is of none. */
    private static final double FARTHEST = 3;

    /** Of the logarithm of the scale: contrasts of 0.6 to 1.65 of the constants' are usual. */
    private static final double SCALE_SPREAD = 0.2;

    /** Of the logarithm of what one channel differs by from the others. */
    private static final double CHANNEL_SPREAD = 0.25;

    private static final double SCALE_STEP = 0.05;
    private static final int SCALE_STEPS = 14;
    private static final double CHANNEL_STEP = 0.08;
    private static final int CHANNEL_STEPS = 3;

    private static final double THICKER_SAYS = Math.exp(-0.25);

    /** Flakes that say most about the scale; more say it again. */
    private static final int MOST_FLAKES = 60;

    /** Px from which on a flake counts in full. */
    private static final double LARGE = 1000;

    /**
     * A thickness.
     *
     * @param name of a layer class, {@link LayerClass#THICKER} or {@link #UNCLASSIFIED}
     * @param probability that it is this one
     */
    record Guess(String name, double probability) {
        /** Whether it is no number of layers. */
        boolean isVague() {
            return name.equals(LayerClass.THICKER) || name.equals(UNCLASSIFIED);
        }
    }

    /** A class, its inverse covariance, and the logarithm of its density at the mean. */
    @SuppressWarnings("ArrayRecordComponent") // three numbers, never compared
    private record Peak(String name, double[] mean, double[][] precision, double height) {}

    private final List<Peak> peaks;
    private double[] scale = {1, 1, 1};

    /**
     * @param classes of the material, thinnest first; none if it has no constants
     */
    LayerGuess(List<LayerClass> classes) {
        this.peaks = new ArrayList<>();
        classes.forEach(it -> peaks.add(peak(it)));
        LayerClass.thicker(classes).forEach(it -> peaks.add(peak(it)));
    }

    private static Peak peak(LayerClass layer) {
        double[][] a = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                a[i][j] = layer.covariance().get(i).get(j) + (i == j ? ROUNDING * ROUNDING : 0);
            }
        }
        double[][] inverse = new double[3][3];
        double determinant = 0;
        for (int i = 0; i < 3; i++) {
            int p = (i + 1) % 3;
            int q = (i + 2) % 3;
            determinant += a[0][i] * (a[1][p] * a[2][q] - a[1][q] * a[2][p]);
        }
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                int p = (j + 1) % 3;
                int q = (j + 2) % 3;
                int r = (i + 1) % 3;
                int s = (i + 2) % 3;
                inverse[i][j] = (a[p][r] * a[q][s] - a[p][s] * a[q][r]) / determinant;
            }
        }
        return new Peak(
                layer.name(),
                layer.mean().stream().mapToDouble(Double::doubleValue).toArray(),
                inverse,
                -0.5 * Math.log(determinant));
    }

    /** B, G, R: this picture's contrasts, divided by those of the constants. */
    List<Double> scale() {
        return List.of(scale[0], scale[1], scale[2]);
    }

    /** Learns the scale from all that may be flakes: the one on which most of them fit. */
    void learn(List<Regions.Candidate> candidates) {
        List<Regions.Candidate> largest =
                candidates.stream()
                        .sorted(
                                (a, b) ->
                                        Integer.compare(
                                                b.flake().surface().area(),
                                                a.flake().surface().area()))
                        .limit(MOST_FLAKES)
                        .toList();
        if (largest.isEmpty() || peaks.isEmpty()) {
            return;
        }
        double most = Double.NEGATIVE_INFINITY;
        for (int all = -SCALE_STEPS; all <= SCALE_STEPS; all++) {
            for (int blue = -CHANNEL_STEPS; blue <= CHANNEL_STEPS; blue++) {
                for (int red = -CHANNEL_STEPS; red <= CHANNEL_STEPS; red++) {
                    double likely = prior(all, blue, red);
                    double[] tried = {
                        Math.exp(SCALE_STEP * all + CHANNEL_STEP * blue),
                        Math.exp(SCALE_STEP * all),
                        Math.exp(SCALE_STEP * all + CHANNEL_STEP * red)
                    };
                    for (Regions.Candidate candidate : largest) {
                        double weight = Math.min(1, candidate.flake().surface().area() / LARGE);
                        likely +=
                                Math.sqrt(weight) * Math.log(ofKnown(densities(candidate, tried)));
                    }
                    if (likely > most) {
                        most = likely;
                        scale = tried;
                    }
                }
            }
        }
    }

    private static double prior(int all, int blue, int red) {
        double a = all * SCALE_STEP / SCALE_SPREAD;
        double b = blue * CHANNEL_STEP / CHANNEL_SPREAD;
        double r = red * CHANNEL_STEP / CHANNEL_SPREAD;
        return -0.5 * (a * a + b * b + r * r);
    }

    /** Of each class, and last of none of them. */
    private double[] densities(Regions.Candidate candidate, double[] scale) {
        double[] contrast = candidate.look().contrast();
        double[] densities = new double[peaks.size() + 1];
        for (int k = 0; k < peaks.size(); k++) {
            Peak peak = peaks.get(k);
            double[] off = new double[3];
            for (int c = 0; c < 3; c++) {
                off[c] = contrast[c] - scale[c] * peak.mean[c];
            }
            double squared = 0;
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    squared += off[i] * peak.precision[i][j] * off[j];
                }
            }
            densities[k] = Math.exp(peak.height - squared / 2);
        }
        densities[peaks.size()] = Math.exp(peaks.getFirst().height - FARTHEST * FARTHEST / 2);
        return densities;
    }

    /**
     * What is thicker than any class says little of the scale: there is nearly always one for it.
     */
    private double ofKnown(double[] densities) {
        double known = densities[peaks.size()];
        for (int k = 0; k < peaks.size(); k++) {
            boolean thicker = peaks.get(k).name.equals(LayerClass.THICKER);
            known += thicker ? THICKER_SAYS * densities[k] : densities[k];
        }
        return known;
    }

    private static double total(double[] densities) {
        double total = 0;
        for (double density : densities) {
            total += density;
        }
        return total;
    }

    Guess guess(Regions.Candidate candidate) {
        if (peaks.isEmpty()) {
            return new Guess(UNCLASSIFIED, 1);
        }
        double[] densities = densities(candidate, scale);
        Map<String, Double> byName = new LinkedHashMap<>();
        for (int k = 0; k < peaks.size(); k++) {
            byName.merge(peaks.get(k).name, densities[k], Double::sum);
        }
        byName.put(UNCLASSIFIED, densities[peaks.size()]);
        Map.Entry<String, Double> best =
                byName.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        return new Guess(best.getKey(), best.getValue() / total(densities));
    }
}
