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

    /** A region that spans the picture is what lies beyond the wafer's edge. */
    private static final double WIDEST = 0.9;

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

    private final Contrasts contrasts;
    private final List<LayerClass> classes;
    private final Measure measure;
    private final Effort effort;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Candidate> soft = new ArrayList<>();
    private double sharpest;
    private int opaque;

    /**
     * @param classes of the material, if it has constants: what is of one of them is not taken for
     *     bulk material, however bright
     */
    Regions(Contrasts contrasts, List<LayerClass> classes, Measure measure, Effort effort) {
        this.contrasts = contrasts;
        this.classes = List.copyOf(classes);
        this.measure = measure;
        this.effort = effort;
    }

    Found find() throws Effort.TooMuch {
        try (Relief relief = Relief.of(contrasts);
                Zones zones = Zones.of(relief, contrasts, effort)) {
            for (Zones.Extent zone : zones.extents()) {
                if (zone.pixels() >= LEAST_PIXELS && !spansThePicture(zone)) {
                    try (PointerScope _ = new PointerScope()) {
                        components(zone, zones, relief);
                    }
                }
            }
            for (Candidate candidate : soft) {
                if (Verdict.isSharpEnough(candidate.look(), sharpest)) {
                    candidates.add(candidate);
                }
            }
            return new Found(List.copyOf(candidates), opaque);
        }
    }

    private boolean spansThePicture(Zones.Extent zone) {
        return zone.right() - zone.left() > WIDEST * contrasts.width()
                || zone.bottom() - zone.top() > WIDEST * contrasts.height();
    }

    private void components(Zones.Extent zone, Zones zones, Relief relief) throws Effort.TooMuch {
        Rect at = zone.grown(Patch.MARGIN, contrasts.width(), contrasts.height());
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
                Mat contour = outer.of(label, box);
                Rect near = near(box, at);
                effort.search((long) near.width() * near.height());
                Mat own = new Mat();
                Mat wanted = new Mat(1, 1, CV_32S, new Scalar(label));
                compare(labels.apply(near), wanted, own, CMP_EQ);
                Rect place =
                        new Rect(at.x() + near.x(), at.y() + near.y(), near.width(), near.height());
                Mat moved = Measure.moved(contour, -near.x(), -near.y());
                consider(Patch.of(place, own, moved), pixels, relief);
            }
        }
    }

    /** A component's surroundings, as far as {@code at} goes. */
    private static Rect near(Rect box, Rect at) {
        int left = Math.max(0, box.x() - Patch.MARGIN);
        int top = Math.max(0, box.y() - Patch.MARGIN);
        int right = Math.min(at.width(), box.x() + box.width() + Patch.MARGIN);
        int bottom = Math.min(at.height(), box.y() + box.height() + Patch.MARGIN);
        return new Rect(left, top, right - left, bottom - top);
    }

    private void consider(Patch patch, int pixels, Relief relief) throws Effort.TooMuch {
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
        Look look = Look.at(patch, contrasts, relief);
        sharpest = Math.max(sharpest, look.edge().sharpness());
        switch (Verdict.of(look, known)) {
            case OPAQUE -> opaque++;
            case FLAKE -> candidates.add(candidate(patch, pixels, look));
            case SOFT -> soft.add(candidate(patch, pixels, look));
            default -> {}
        }
    }

    private Candidate candidate(Patch patch, int pixels, Look look) throws Effort.TooMuch {
        effort.measure(0, patch.contour().rows());
        Flake flake = measure.flake(patch.component(pixels), "");
        return new Candidate(flake.of(look.contrast()), look);
    }
}
