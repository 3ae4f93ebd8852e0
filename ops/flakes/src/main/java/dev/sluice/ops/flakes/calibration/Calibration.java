package dev.sluice.ops.flakes.calibration;

import dev.sluice.ops.flakes.annotation.AnnotatedPicture;
import dev.sluice.ops.flakes.annotation.Outline;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.worker.input.Undecodable;
import dev.sluice.worker.input.picture.OpenCv;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.input.picture.PictureLimits;
import dev.sluice.worker.input.picture.Pictures;
import dev.sluice.worker.task.flakes.ContrastProbe;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A material's constants from pictures whose flakes are outlined. */
public final class Calibration {
    private static final PictureLimits LIMITS = new PictureLimits(100_000_000, 30);

    /** Of one thickness; fewer say little of where it lies. */
    private static final int FEW = 3;

    /** Standard deviations between two thicknesses under which they are often mixed up. */
    private static final double CLOSE = 3;

    private final List<Example> examples;
    private final Map<Integer, Normal> fit;

    private Calibration(List<Example> examples) {
        this.examples = List.copyOf(examples);
        this.fit = Fit.of(examples);
    }

    /**
     * @throws InvalidConfiguration with all that is wrong with the pictures at once
     */
    public static Calibration of(List<AnnotatedPicture> pictures) throws IOException {
        OpenCv.load();
        Problems problems = new Problems();
        List<Example> examples = new ArrayList<>();
        for (AnnotatedPicture picture : pictures) {
            measure(picture, examples, problems);
        }
        if (examples.isEmpty()) {
            problems.add(
                    "flakes", "none could be measured; outline at least one of each thickness");
        }
        problems.throwIfAny();
        return new Calibration(examples);
    }

    private static void measure(
            AnnotatedPicture annotated, List<Example> examples, Problems problems)
            throws IOException {
        String name = String.valueOf(annotated.file().getFileName());
        byte[] file = Files.readAllBytes(annotated.file());
        try (Picture picture = new Pictures(LIMITS).header(file).decode()) {
            Optional<ContrastProbe> probe = ContrastProbe.of(picture.pixels());
            if (probe.isEmpty()) {
                problems.add(name, "no bare substrate can be seen: it is too dark or too bright");
                return;
            }
            try (ContrastProbe at = probe.orElseThrow()) {
                int number = 0;
                for (Outline flake : annotated.flakes()) {
                    number++;
                    measure(name + ", flake " + number, flake, at, examples, problems);
                }
            }
        } catch (Undecodable e) {
            problems.add(name, e.reason().toString());
        }
    }

    private static void measure(
            String name,
            Outline flake,
            ContrastProbe probe,
            List<Example> examples,
            Problems problems) {
        boolean measured = false;
        for (double[] ring : flake.rings()) {
            Optional<ContrastProbe.Contrast> contrast = probe.of(ring);
            contrast.ifPresent(it -> examples.add(new Example(flake.layers(), name, it)));
            measured |= contrast.isPresent();
        }
        if (!measured) {
            problems.add(name, "lies outside of the picture, or has fewer than 50 pixels");
        }
    }

    List<Example> examples() {
        return examples;
    }

    /** By number of layers, thinnest first. */
    Map<Integer, Normal> fit() {
        return fit;
    }

    public Certainty certainty() {
        return Certainty.of(examples);
    }

    /**
     * What is known of one thickness.
     *
     * @param flakes measured
     * @param mean contrast: B, G, R
     * @param spread standard deviations: B, G, R
     * @param error of the mean, the largest of the three
     * @param nextAfter standard deviations to the nearest other thickness; infinite if there is
     *     none
     */
    public record Line(
            int layers,
            int flakes,
            List<Double> mean,
            List<Double> spread,
            double error,
            double nextAfter) {}

    /** Of each thickness, thinnest first. */
    public List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        fit.forEach(
                (layers, normal) -> {
                    int flakes =
                            (int) examples.stream().filter(it -> it.layers() == layers).count();
                    List<Double> spread = new ArrayList<>();
                    for (int c = 0; c < 3; c++) {
                        spread.add(Math.sqrt(normal.covariance()[c][c]));
                    }
                    double widest = spread.stream().mapToDouble(it -> it).max().orElseThrow();
                    lines.add(
                            new Line(
                                    layers,
                                    flakes,
                                    List.of(normal.mean()[0], normal.mean()[1], normal.mean()[2]),
                                    List.copyOf(spread),
                                    widest / Math.sqrt(flakes),
                                    nearest(layers, normal)));
                });
        return lines;
    }

    private double nearest(int layers, Normal normal) {
        double nearest = Double.POSITIVE_INFINITY;
        for (Map.Entry<Integer, Normal> other : fit.entrySet()) {
            if (other.getKey() != layers) {
                nearest = Math.min(nearest, normal.distance(other.getValue()));
            }
        }
        return nearest;
    }

    /** What a user should know before using the constants; none is good. */
    public List<String> doubts() {
        List<String> doubts = new ArrayList<>();
        int before = 0;
        for (Line line : lines()) {
            if (line.flakes() < FEW) {
                doubts.add(
                        "%d layers: %d flake%s; outline at least %d"
                                .formatted(
                                        line.layers(),
                                        line.flakes(),
                                        line.flakes() == 1 ? "" : "s",
                                        FEW));
            }
            if (line.nextAfter() < CLOSE) {
                doubts.add(
                        "%d layers: only %.1f standard deviations from another thickness; they will be mixed up"
                                .formatted(line.layers(), line.nextAfter()));
            }
            if (before > 0 && line.layers() > before + 1) {
                doubts.add(
                        "nothing between %d and %d layers; such flakes will be taken for one of them"
                                .formatted(before, line.layers()));
            }
            before = line.layers();
        }
        return doubts;
    }

    /** In the form of {@code gmm.json}: name of the material, layers, mean and covariance. */
    public Map<String, Object> constants(String material) {
        Map<String, Object> layers = new LinkedHashMap<>();
        fit.forEach(
                (number, normal) -> {
                    List<List<Double>> covariance = new ArrayList<>();
                    for (double[] row : normal.covariance()) {
                        covariance.add(List.of(row[0], row[1], row[2]));
                    }
                    Map<String, Object> layer = new LinkedHashMap<>();
                    layer.put(
                            "mean", List.of(normal.mean()[0], normal.mean()[1], normal.mean()[2]));
                    layer.put("cov", covariance);
                    layers.put(Integer.toString(number), layer);
                });
        Map<String, Object> root = new LinkedHashMap<>();
        root.put(
                "source",
                "ops/sluice flakes calibrate: %d flakes; mean and cov of the optical contrast I/background-1"
                        .formatted(examples.size()));
        root.put("channels", "BGR");
        root.put("materials", Map.of(material, layers));
        return root;
    }
}
