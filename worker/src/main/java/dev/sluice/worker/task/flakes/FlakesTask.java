package dev.sluice.worker.task.flakes;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.input.picture.PictureLimits;
import dev.sluice.worker.input.picture.Pictures;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Task;

import org.bytedeco.opencv.opencv_core.Mat;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds, measures and draws the flakes in a microscope picture: median filter, background, the
 * model's class of every pixel, components, shape filter. What is in the picture comes from the
 * upload's metadata {@code material} and {@code magnification}, else from the pipeline's options.
 */
public final class FlakesTask implements Task<Picture> {
    private static final FailureReason NO_BACKGROUND =
            new FailureReason(
                    "no-background",
                    "No bare substrate can be seen: in at least one colour channel no pixel lies"
                            + " between %d and %d, so the picture is too dark or too bright"
                                    .formatted(Background.DARKEST, Background.BRIGHTEST));

    private final Cpu cpu;
    private final Options options;
    private final Materials materials;
    private final PictureLimits limits;
    private final Distances distances;
    private final Window.Sizes windows;

    /**
     * What a picture shows when its metadata does not say.
     *
     * @param material a name from {@code gmm.json}, in any case
     * @param magnification of the objective, such as {@code 20x}
     * @param method by which flakes are found
     * @param form of the model of {@link Method#INSTANCES}; no other has one
     */
    public record Options(
            String material, String magnification, Method method, Optional<InstanceForm> form) {
        /** Of a method with a model of ours. */
        public Options(String material, String magnification, Method method) {
            this(material, magnification, method, Optional.empty());
        }
    }

    /**
     * @throws IllegalArgumentException if an option names an unknown material or magnification
     */
    public FlakesTask(Cpu cpu, Options options, Materials materials, PictureLimits limits) {
        this(cpu, options, materials, limits, Window.Sizes.USUAL);
    }

    /**
     * @param windows in which a large picture is searched
     */
    FlakesTask(
            Cpu cpu,
            Options options,
            Materials materials,
            PictureLimits limits,
            Window.Sizes windows) {
        this.cpu = cpu;
        this.options = options;
        this.materials = materials;
        this.limits = windowed(options) ? limits.inParts(windows.most()) : limits;
        this.windows = windows;
        this.distances = new Distances(cpu);
        if (material(options.material()).isEmpty()) {
            throw new IllegalArgumentException(unknownMaterial(options.material()).toString());
        }
        if (Magnification.parse(options.magnification()).isEmpty()) {
            throw new IllegalArgumentException(
                    unknownMagnification(options.magnification()).toString());
        }
    }

    private static boolean windowed(Options options) {
        return options.method() != Method.INSTANCES;
    }

    private Optional<Materials.Material> material(String name) {
        return options.method() == Method.CLASSICAL ? materials.find(name) : materials.named(name);
    }

    @Override
    public Reader<Picture> reader() {
        return new Pictures(limits);
    }

    @Override
    public Finding run(Picture picture, Context job) throws Exception {
        return run(picture, job, true);
    }

    /** As {@link #run}, but draws no picture: for measuring the search alone. */
    public Finding search(Picture picture, Context job) throws Exception {
        return run(picture, job, false);
    }

    private Finding run(Picture picture, Context job, boolean draw) throws Exception {
        String named = job.metadata().getOrDefault("material", options.material());
        Optional<Materials.Material> material = material(named);
        if (material.isEmpty()) {
            return new Finding.Refused(unknownMaterial(named));
        }
        String written = job.metadata().getOrDefault("magnification", options.magnification());
        Optional<Magnification> magnification = Magnification.parse(written);
        if (magnification.isEmpty()) {
            return new Finding.Refused(unknownMagnification(written));
        }
        try (Smooth smooth = cpu.run(() -> smooth(picture.pixels()))) {
            Optional<Background> background = cpu.run(() -> Background.of(smooth));
            if (background.isEmpty()) {
                return new Finding.Refused(NO_BACKGROUND);
            }
            Scene scene = new Scene(smooth, background.get(), material.get(), magnification.get());
            Findings findings = find(picture.pixels(), scene, job);
            return new Finding.Found(
                    cpu.run(() -> result(picture.pixels(), scene, findings, draw)));
        } catch (Effort.TooMuch e) {
            return new Finding.Refused(new FailureReason("too-costly", e.sentence()));
        }
    }

    /** A picture ready to be searched, and what it is said to show. */
    private record Scene(
            Smooth smooth,
            Background background,
            Materials.Material material,
            Magnification scale) {}

    private Smooth smooth(Mat picture) {
        return Smooth.of(picture, !windowed(options) || picture.total() <= windows.most());
    }

    private Findings find(Mat picture, Scene scene, Context job) throws Exception {
        Effort effort = new Effort(limits.pixels());
        List<LayerClass> classes = materials.classes(scene.material());
        if (options.form().isPresent()) {
            InstanceForm form = options.form().orElseThrow();
            List<Instance> instances =
                    new Instances(cpu, form, effort).find(picture, job.model(Pipeline.MODEL));
            return cpu.run(() -> instances(instances, form, scene, effort));
        }
        WindowedSearch search =
                new WindowedSearch(cpu, scene.smooth(), scene.background(), effort, windows);
        return options.method() == Method.REGIONS
                ? search.regions(classes)
                : search.classical(scene.material(), distances, job.model(Pipeline.MODEL));
    }

    private Findings instances(
            List<Instance> instances, InstanceForm form, Scene scene, Effort effort)
            throws Effort.TooMuch {
        Mat whole = scene.smooth().whole();
        FlatField field = FlatField.of(scene.smooth(), scene.background());
        return new InstanceFlakes(
                        form,
                        new Contrasts(whole, field),
                        Noise.of(scene.smooth(), field),
                        new Measure(whole, scene.background()),
                        effort)
                .of(instances, materials.classes(scene.material()));
    }

    private Result result(Mat picture, Scene scene, Findings findings, boolean draw) {
        Materials.Material material = scene.material();
        FlakesDocument document =
                new FlakesDocument(
                        findings, material.name(), scene.scale(), picture.cols(), picture.rows());
        return new Result(
                document.headline(),
                document.body(),
                document.summary(),
                Map.of("materialType", material.name()),
                draw ? overlay(material).draw(picture, findings.flakes()) : List.of());
    }

    private Overlay overlay(Materials.Material material) {
        return new Overlay(materials.classes(material).stream().map(LayerClass::name).toList());
    }

    private FailureReason unknownMaterial(String name) {
        List<String> known =
                options.method() == Method.CLASSICAL ? materials.names() : materials.allNames();
        return new FailureReason(
                "unknown-material",
                "The material %s is not known; known are %s"
                        .formatted(FailureReason.quote(name), String.join(", ", known)));
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
