package dev.sluice.worker.task.flakes;

import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Model;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

import java.util.List;

/**
 * Searches a picture window by window. What is taken of the whole is its background, its light and
 * its noise, walked through in strips; all else that is held is one window's.
 */
final class WindowedSearch {
    private final Cpu cpu;
    private final Smooth picture;
    private final Background background;
    private final Effort effort;
    private final List<Window> windows;

    /**
     * @param picture borrowed
     * @param sizes of windows
     */
    WindowedSearch(
            Cpu cpu, Smooth picture, Background background, Effort effort, Window.Sizes sizes) {
        this.cpu = cpu;
        this.picture = picture;
        this.background = background;
        this.effort = effort;
        this.windows = Window.of(picture.width(), picture.height(), sizes);
    }

    /** What the whole picture tells of its substrate. */
    private record Ground(FlatField field, Noise noise) {}

    private Ground ground() {
        FlatField field = FlatField.of(picture, background);
        return new Ground(field, Noise.of(picture, field));
    }

    /**
     * By method {@link Method#REGIONS}.
     *
     * @param classes of the material; none if it has no constants
     */
    Findings regions(List<LayerClass> classes) throws Exception {
        Ground ground = cpu.run(this::ground);
        Regions regions = new Regions(classes, effort);
        for (Window window : windows) {
            if (cpu.run(() -> search(regions, window, ground))) {
                cpu.run(() -> search(regions, window.wider(), ground));
            }
        }
        return cpu.run(() -> Findings.of(regions.found(), classes));
    }

    private boolean search(Regions regions, Window window, Ground ground) throws Effort.TooMuch {
        try (Mat part = part(window)) {
            int left = window.area().left();
            int top = window.area().top();
            return regions.search(
                    new Regions.View(
                            window,
                            new Contrasts(part, ground.field(), left, top),
                            new Measure(part, background, left, top),
                            ground.noise()));
        }
    }

    /**
     * By method {@link Method#CLASSICAL}.
     *
     * @param model tells the class of each pixel
     */
    Findings classical(Materials.Material material, Distances distances, Model model)
            throws Exception {
        FlakeFinder finder = new FlakeFinder(material.layers(), effort);
        boolean alone = windows.size() == 1;
        for (Window window : windows) {
            Distances.Question question =
                    new Distances.Question(background, material.index(), model, alone);
            if (search(finder, window, distances, question)) {
                search(finder, window.wider(), distances, question);
            }
        }
        if (!alone) {
            model.lastCall(List.of());
        }
        return Findings.classical(finder.found());
    }

    private boolean search(
            FlakeFinder finder, Window window, Distances distances, Distances.Question question)
            throws Exception {
        try (Mat part = cpu.run(() -> part(window));
                Mat classes = distances.classes(part, question)) {
            Measure measure =
                    new Measure(part, background, window.area().left(), window.area().top());
            return cpu.run(() -> finder.search(window, classes, measure));
        }
    }

    private Mat part(Window window) {
        try (PointerScope _ = new PointerScope()) {
            Mat part = picture.part(window.rect());
            part.retainReference();
            return part;
        }
    }
}
