package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_imgproc.CHAIN_APPROX_SIMPLE;
import static org.bytedeco.opencv.global.opencv_imgproc.RETR_EXTERNAL;
import static org.bytedeco.opencv.global.opencv_imgproc.contourArea;
import static org.bytedeco.opencv.global.opencv_imgproc.findContours;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

import java.util.ArrayList;
import java.util.List;

/** Measures what a model found, and tells thickness by contrast where the model does not. */
final class InstanceFlakes {
    /** As of the other methods. */
    private static final int LEAST_AREA = 300;

    private final InstanceForm form;
    private final Contrasts contrasts;
    private final Noise noise;
    private final Measure measure;
    private final Effort effort;

    InstanceFlakes(
            InstanceForm form, Contrasts contrasts, Noise noise, Measure measure, Effort effort) {
        this.form = form;
        this.contrasts = contrasts;
        this.noise = noise;
        this.measure = measure;
        this.effort = effort;
    }

    /**
     * @param instances whose masks are closed
     * @param classes of the material; none if it has no constants
     */
    Findings of(List<Instance> instances, List<LayerClass> classes) throws Effort.TooMuch {
        List<Regions.Candidate> candidates = new ArrayList<>();
        List<Instance> kept = new ArrayList<>();
        try (Relief relief = Relief.of(contrasts, noise)) {
            for (Instance each : instances) {
                try (PointerScope _ = new PointerScope()) {
                    candidate(each, relief, candidates, kept);
                }
            }
        } finally {
            instances.forEach(it -> it.mask().close());
        }
        LayerGuess guess = new LayerGuess(classes);
        guess.learn(candidates);
        List<Flake> flakes = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            int label = kept.get(i).label();
            boolean named = label >= 0 && label < form.classes().size();
            LayerGuess.Guess thickness =
                    named
                            ? new LayerGuess.Guess(form.classes().get(label), kept.get(i).score())
                            : guess.guess(candidates.get(i));
            flakes.add(candidates.get(i).flake().as(thickness, kept.get(i).score()));
        }
        return Findings.ofInstances(flakes, guess.scale());
    }

    /** Its largest part: masks of networks have crumbs. */
    private void candidate(
            Instance each, Relief relief, List<Regions.Candidate> candidates, List<Instance> kept)
            throws Effort.TooMuch {
        int left = Math.max(0, each.left() - Patch.MARGIN);
        int top = Math.max(0, each.top() - Patch.MARGIN);
        int right = Math.min(contrasts.width(), each.left() + each.mask().cols() + Patch.MARGIN);
        int bottom = Math.min(contrasts.height(), each.top() + each.mask().rows() + Patch.MARGIN);
        Rect at = new Rect(left, top, right - left, bottom - top);
        effort.search((long) at.width() * at.height());
        Mat mask = new Mat(at.height(), at.width(), CV_8UC1, new Scalar(0));
        copyMakeBorder(
                each.mask(),
                mask,
                each.top() - top,
                bottom - each.top() - each.mask().rows(),
                each.left() - left,
                right - each.left() - each.mask().cols(),
                BORDER_CONSTANT,
                new Scalar(0));
        MatVector outlines = new MatVector();
        findContours(mask, outlines, RETR_EXTERNAL, CHAIN_APPROX_SIMPLE);
        long largest = 0;
        for (long i = 1; i < outlines.size(); i++) {
            if (contourArea(outlines.get(i)) > contourArea(outlines.get(largest))) {
                largest = i;
            }
        }
        Patch patch = Patch.of(at, mask, outlines.get(largest));
        if (countNonZero(patch.filled()) < LEAST_AREA) {
            return;
        }
        effort.measure(0, patch.contour().rows());
        Look look = Look.at(patch, contrasts, relief);
        Flake flake = measure.flake(patch.component(countNonZero(mask)), "");
        candidates.add(new Regions.Candidate(flake.of(look.contrast()), look));
        kept.add(each);
    }
}
