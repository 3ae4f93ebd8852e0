package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.CMP_EQ;
import static org.bytedeco.opencv.global.opencv_core.CV_32S;
import static org.bytedeco.opencv.global.opencv_core.compare;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_imgproc.CCL_DEFAULT;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_HEIGHT;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_LEFT;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_TOP;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_WIDTH;
import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_OPEN;
import static org.bytedeco.opencv.global.opencv_imgproc.connectedComponentsWithStatsWithAlgorithm;
import static org.bytedeco.opencv.global.opencv_imgproc.morphologyEx;

import dev.sluice.worker.task.picture.Box;

import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds what lies flat and even on the substrate, whatever its contrast: no class of any material
 * is asked for.
 */
final class Regions {
    /** As in 2DMatGMM, px. */
    private static final int LEAST_AREA = 300;

    /** Before holes are filled. */
    private static final int LEAST_PIXELS = 200;

    /** Of the area, the part that is not holes: a rim around something else has less. */
    private static final double LEAST_SOLID = 0.7;

    /** Px; a scratch or a fold is narrower. */
    private static final int LEAST_WIDTH = 7;

    /**
     * What may be a flake.
     *
     * @param flake without its thickness
     */
    record Candidate(Flake flake, Look look) {}

    /**
     * @param opaque how many pieces were too thick to be flakes
     */
    record Found(List<Candidate> candidates, int opaque) {}

    /**
     * A window of the picture.
     *
     * @param contrasts in it
     * @param measure knows it
     * @param noise of the whole picture
     */
    record View(Window window, Contrasts contrasts, Measure measure, Noise noise) {}

    private final List<LayerClass> classes;
    private final Effort effort;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Candidate> soft = new ArrayList<>();
    private double sharpest;
    private int opaque;

    /**
     * @param classes of the material, if it has constants: what is of one of them is not taken for
     *     bulk material, however bright
     */
    Regions(List<LayerClass> classes, Effort effort) {
        this.classes = List.copyOf(classes);
        this.effort = effort;
    }

    /** What was found in all windows searched. */
    Found found() {
        List<Candidate> all = new ArrayList<>(candidates);
        for (Candidate candidate : soft) {
            if (Verdict.isSharpEnough(candidate.look(), sharpest)) {
                all.add(candidate);
            }
        }
        return new Found(List.copyOf(all), opaque);
    }

    /**
     * @return whether the wider window is to be searched, too
     */
    boolean search(View view) throws Effort.TooMuch {
        boolean left = false;
        try (Relief relief = Relief.of(view.contrasts(), view.noise());
                Zones zones = Zones.of(relief, view.contrasts(), view.window(), effort)) {
            for (Zones.Extent zone : zones.extents()) {
                Box box = view.window().inPicture(zone.box());
                if (zone.pixels() >= LEAST_PIXELS
                        && view.window().concerns(box)
                        && !view.window().isSpannedBy(box)) {
                    try (PointerScope _ = new PointerScope()) {
                        left |= components(zone, zones, new Scene(view, relief));
                    }
                }
            }
        }
        return left;
    }

    private record Scene(View view, Relief relief) {}

    private boolean components(Zones.Extent zone, Zones zones, Scene scene) throws Effort.TooMuch {
        Window window = scene.view().window();
        boolean left = false;
        Rect at = zone.grown(Patch.MARGIN, zones.width(), zones.height());
        effort.search((long) at.width() * at.height());
        Mat mask = zones.mask(zone.zone(), at);
        morphologyEx(mask, mask, MORPH_OPEN, Disk.kernel());
        Mat labels = new Mat();
        Mat stats = new Mat();
        int count =
                connectedComponentsWithStatsWithAlgorithm(
                        mask, labels, stats, new Mat(), 4, CV_32S, CCL_DEFAULT);
        IntPointer numbers = new IntPointer(stats.data());
        OuterContour outer = new OuterContour(labels);
        for (int label = 1; label < count; label++) {
            long row = (long) label * stats.cols();
            int pixels = numbers.get(row + CC_STAT_AREA);
            if (pixels < LEAST_PIXELS) {
                continue;
            }
            // Its own scope: the masks of one component do not wait for those of the next.
            try (PointerScope _ = new PointerScope()) {
                Rect box =
                        new Rect(
                                numbers.get(row + CC_STAT_LEFT),
                                numbers.get(row + CC_STAT_TOP),
                                numbers.get(row + CC_STAT_WIDTH),
                                numbers.get(row + CC_STAT_HEIGHT));
                Box place =
                        window.inPicture(
                                new Box(
                                        at.x() + box.x(),
                                        at.y() + box.y(),
                                        at.x() + box.x() + box.width(),
                                        at.y() + box.y() + box.height()));
                left |= window.leaves(place);
                if (!window.takes(place)) {
                    continue;
                }
                Mat contour = outer.of(label, box);
                Rect near = near(box, at);
                effort.search((long) near.width() * near.height());
                Mat own = new Mat();
                Mat wanted = new Mat(1, 1, CV_32S, new Scalar(label));
                compare(labels.apply(near), wanted, own, CMP_EQ);
                Rect around =
                        new Rect(at.x() + near.x(), at.y() + near.y(), near.width(), near.height());
                Mat moved = Measure.moved(contour, -near.x(), -near.y());
                consider(Patch.of(around, own, moved), pixels, scene);
            }
        }
        return left;
    }

    /** A component's surroundings, as far as {@code at} goes. */
    private static Rect near(Rect box, Rect at) {
        int left = Math.max(0, box.x() - Patch.MARGIN);
        int top = Math.max(0, box.y() - Patch.MARGIN);
        int right = Math.min(at.width(), box.x() + box.width() + Patch.MARGIN);
        int bottom = Math.min(at.height(), box.y() + box.height() + Patch.MARGIN);
        return new Rect(left, top, right - left, bottom - top);
    }

    private void consider(Patch patch, int pixels, Scene scene) throws Effort.TooMuch {
        Contrasts contrasts = scene.view().contrasts();
        Measure measure = scene.view().measure();
        int area = countNonZero(patch.filled());
        if (area < LEAST_AREA) {
            return;
        }
        double[] glance = Look.glance(patch, contrasts);
        boolean known = LayerClass.anyFits(classes, glance);
        if (known ? Verdict.isBlack(glance) : Verdict.isOpaque(glance)) {
            opaque++;
            return;
        }
        if (pixels < LEAST_SOLID * area
                || !measure.keeps(patch.contour())
                || !patch.isAsWideAs(LEAST_WIDTH)) {
            return;
        }
        Look look = Look.at(patch, contrasts, scene.relief());
        sharpest = Math.max(sharpest, look.edge().sharpness());
        switch (Verdict.of(look, known)) {
            case OPAQUE -> opaque++;
            case FLAKE -> candidates.add(candidate(patch, pixels, look, measure));
            case SOFT -> soft.add(candidate(patch, pixels, look, measure));
            default -> {}
        }
    }

    private Candidate candidate(Patch patch, int pixels, Look look, Measure measure)
            throws Effort.TooMuch {
        effort.measure(0, patch.contour().rows());
        Flake flake = measure.flake(patch.component(pixels), "");
        return new Candidate(flake.of(look.contrast()), look);
    }
}
