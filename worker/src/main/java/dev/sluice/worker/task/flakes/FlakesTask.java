package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_imgproc.medianBlur;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Model;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Outcome;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.Upload;

import org.bytedeco.opencv.opencv_core.Mat;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds, measures and draws the flakes in a microscope picture: median filter, background, the
 * model's class of every pixel, components, shape filter. What is in the picture comes from the
 * upload's metadata {@code material} and {@code magnification}, else from the pipeline's options.
 */
public final class FlakesTask implements Task {
    /** Side of the median filter's square, px. */
    private static final int MEDIAN = 5;

    private static final FailureReason NO_BACKGROUND =
            new FailureReason(
                    "no-background",
                    "No bare substrate can be seen: in at least one colour channel no pixel lies"
                            + " between %d and %d, so the picture is too dark or too bright"
                                    .formatted(Background.DARKEST, Background.BRIGHTEST));

    private final Cpu cpu;
    private final Options options;
    private final Materials materials;
    private final long pixels;
    private final Distances distances;

    /**
     * What a picture shows when its metadata does not say.
     *
     * @param material a name from {@code gmm.json}, in any case
     * @param magnification of the objective, such as {@code 20x}
     */
    public record Options(String material, String magnification) {}

    /**
     * @param pixels that a picture may have at most
     * @throws IllegalArgumentException if an option names an unknown material or magnification
     */
    public FlakesTask(Cpu cpu, Options options, Materials materials, long pixels) {
        this.cpu = cpu;
        this.options = options;
        this.materials = materials;
        this.pixels = pixels;
        this.distances = new Distances(cpu);
        if (materials.find(options.material()).isEmpty()) {
            throw new IllegalArgumentException(unknownMaterial(options.material()).toString());
        }
        if (Magnification.parse(options.magnification()).isEmpty()) {
            throw new IllegalArgumentException(
                    unknownMagnification(options.magnification()).toString());
        }
    }

    @Override
    public Map<String, Tensor> warmUp() {
        return Distances.warmUp();
    }

    @Override
    public Outcome run(Upload upload, Model model) throws Exception {
        String named = upload.metadata().getOrDefault("material", options.material());
        Optional<Materials.Material> material = materials.find(named);
        if (material.isEmpty()) {
            return new Outcome.Reject(unknownMaterial(named));
        }
        String written = upload.metadata().getOrDefault("magnification", options.magnification());
        Optional<Magnification> magnification = Magnification.parse(written);
        if (magnification.isEmpty()) {
            return new Outcome.Reject(unknownMagnification(written));
        }
        try (Mat smooth = cpu.run(() -> smooth(upload.picture()))) {
            Optional<Background> background = cpu.run(() -> Background.of(smooth));
            if (background.isEmpty()) {
                return new Outcome.Reject(NO_BACKGROUND);
            }
            Scene scene = new Scene(smooth, background.get(), material.get(), magnification.get());
            List<Flake> flakes = find(scene, model);
            return new Outcome.Done(cpu.run(() -> result(upload.picture(), scene, flakes)));
        } catch (Effort.TooMuch e) {
            return new Outcome.Reject(new FailureReason("too-costly", e.sentence()));
        }
    }

    /** A picture ready to be searched, and what it is said to show. */
    private record Scene(
            Mat smooth, Background background, Materials.Material material, Magnification scale) {}

    private static Mat smooth(Mat picture) {
        Mat smooth = new Mat();
        medianBlur(picture, smooth, MEDIAN);
        return smooth;
    }

    private List<Flake> find(Scene scene, Model model) throws Exception {
        Measure measure = new Measure(scene.smooth(), scene.background());
        FlakeFinder finder =
                new FlakeFinder(scene.material().layers(), measure, new Effort(pixels));
        try (Mat classes =
                distances.classes(
                        scene.smooth(), scene.background(), scene.material().index(), model)) {
            return cpu.run(() -> finder.find(classes));
        }
    }

    private static Result result(Mat picture, Scene scene, List<Flake> flakes) {
        Materials.Material material = scene.material();
        FlakesDocument document =
                new FlakesDocument(
                        flakes, material.name(), scene.scale(), picture.cols(), picture.rows());
        return new Result(
                document.body(),
                document.summary(),
                Map.of("materialType", material.name()),
                Optional.of(new Overlay(material.layers()).draw(picture, flakes)));
    }

    private FailureReason unknownMaterial(String name) {
        return new FailureReason(
                "unknown-material",
                "The material %s is not known; known are %s"
                        .formatted(
                                FailureReason.quote(name), String.join(", ", materials.names())));
    }

    private static FailureReason unknownMagnification(String text) {
        return new FailureReason(
                "unknown-magnification",
                "The magnification %s is not known; known are %s"
                        .formatted(
                                FailureReason.quote(text),
                                String.join(", ", Magnification.labels())));
    }
}
