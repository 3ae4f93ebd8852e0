package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.bitwise_and;
import static org.bytedeco.opencv.global.opencv_core.bitwise_or;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

import java.util.List;

/**
 * A flake as a model sees it.
 *
 * @param left of its box in the picture, px
 * @param top likewise
 * @param mask 255 inside; as large as the box, and the owner's to close
 * @param score 0 to 1
 * @param label its class
 */
record Instance(int left, int top, Mat mask, double score, int label) {
    private int right() {
        return left + mask.cols();
    }

    private int bottom() {
        return top + mask.rows();
    }

    int pixels() {
        return countNonZero(mask);
    }

    /**
     * How many of its pixels lie in a rectangle.
     *
     * @param box left, top, right, bottom
     */
    private int pixels(List<Integer> box) {
        try (PointerScope _ = new PointerScope()) {
            return countNonZero(part(box));
        }
    }

    private Mat part(List<Integer> box) {
        return mask.apply(
                new Rect(
                        box.get(0) - left,
                        box.get(1) - top,
                        box.get(2) - box.get(0),
                        box.get(3) - box.get(1)));
    }

    /**
     * Whether this and another, each seen by a tile of its own, are one flake: more than half of
     * what either has in the part that both tiles see is the other's, too.
     *
     * @param common what both tiles see: left, top, right, bottom
     */
    boolean isPartOf(Instance other, List<Integer> common) {
        List<Integer> box =
                List.of(
                        Math.max(Math.max(left, other.left), common.get(0)),
                        Math.max(Math.max(top, other.top), common.get(1)),
                        Math.min(Math.min(right(), other.right()), common.get(2)),
                        Math.min(Math.min(bottom(), other.bottom()), common.get(3)));
        if (box.get(2) <= box.get(0) || box.get(3) <= box.get(1)) {
            return false;
        }
        try (PointerScope _ = new PointerScope()) {
            Mat both = new Mat();
            bitwise_and(part(box), other.part(box), both);
            int least = Math.min(within(common), other.within(common));
            return countNonZero(both) * 2 > least;
        }
    }

    private int within(List<Integer> common) {
        List<Integer> box =
                List.of(
                        Math.max(left, common.get(0)),
                        Math.max(top, common.get(1)),
                        Math.min(right(), common.get(2)),
                        Math.min(bottom(), common.get(3)));
        return box.get(2) <= box.get(0) || box.get(3) <= box.get(1) ? 0 : pixels(box);
    }

    /** Both together, with the class of the surer; closes both. */
    Instance and(Instance other) {
        int x = Math.min(left, other.left);
        int y = Math.min(top, other.top);
        Mat all =
                Mat.zeros(
                                Math.max(bottom(), other.bottom()) - y,
                                Math.max(right(), other.right()) - x,
                                CV_8UC1)
                        .asMat();
        for (Instance each : List.of(this, other)) {
            try (PointerScope _ = new PointerScope()) {
                Mat place =
                        all.apply(
                                new Rect(
                                        each.left - x,
                                        each.top - y,
                                        each.mask.cols(),
                                        each.mask.rows()));
                bitwise_or(place, each.mask, place);
            }
            each.mask.close();
        }
        Instance surer = score >= other.score ? this : other;
        return new Instance(x, y, all, surer.score, surer.label);
    }
}
