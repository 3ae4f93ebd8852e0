package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.THRESH_BINARY;
import static org.bytedeco.opencv.global.opencv_imgproc.boundingRect;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.threshold;

import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Model;
import dev.sluice.worker.model.ModelFailure;
import dev.sluice.worker.model.Tensor;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Asks an instance-segmentation model, tile by tile, and joins what tiles that overlap saw of one
 * flake. Memory: one tile's masks, and those of what was found.
 */
final class Instances {
    /** Tiles overlap by this part of their side. */
    private static final int OVERLAP = 8;

    private static final double INSIDE = 0.5;

    private final Cpu cpu;
    private final InstanceForm form;
    private final Effort effort;

    Instances(Cpu cpu, InstanceForm form, Effort effort) {
        this.cpu = cpu;
        this.form = form;
        this.effort = effort;
    }

    /**
     * @param picture BGR as uploaded
     * @return from the first tile on; the caller closes their masks
     */
    List<Instance> find(Mat picture, Model model) throws Exception {
        List<Instance> all = new ArrayList<>();
        List<List<Integer>> seen = new ArrayList<>(); // which part of the picture saw each of all
        List<Integer> lefts = starts(picture.cols());
        List<Integer> tops = starts(picture.rows());
        try {
            for (int top : tops) {
                for (int left : lefts) {
                    Tensor tile = cpu.run(() -> tile(picture, left, top));
                    List<Map<String, Tensor>> items = List.of(Map.of(InstanceForm.PICTURE, tile));
                    boolean last =
                            top == tops.getLast().intValue() && left == lefts.getLast().intValue();
                    Map<String, Tensor> answer =
                            (last ? model.lastCall(items) : model.call(items)).getFirst();
                    Optional<String> mistake = form.mistake(answer);
                    if (mistake.isPresent()) {
                        String what = mistake.orElseThrow();
                        throw new ModelFailure(what, new IllegalStateException(what));
                    }
                    List<Integer> view =
                            List.of(
                                    left,
                                    top,
                                    Math.min(picture.cols(), left + form.side()),
                                    Math.min(picture.rows(), top + form.side()));
                    cpu.run(
                            () -> {
                                for (Instance each : read(answer, view)) {
                                    join(each, view, all, seen);
                                }
                                return all;
                            });
                }
            }
            return all;
        } catch (Throwable e) {
            all.forEach(it -> it.mask().close());
            throw e;
        }
    }

    private List<Integer> starts(int length) {
        List<Integer> starts = new ArrayList<>(List.of(0));
        int step = form.side() - form.side() / OVERLAP;
        while (starts.getLast() + form.side() < length) {
            starts.add(Math.min(starts.getLast() + step, length - form.side()));
        }
        return starts;
    }

    /** Beyond the picture its outermost pixels go on. */
    private Tensor tile(Mat picture, int left, int top) {
        int side = form.side();
        try (PointerScope _ = new PointerScope()) {
            int width = Math.min(side, picture.cols() - left);
            int height = Math.min(side, picture.rows() - top);
            Mat tile = new Mat();
            copyMakeBorder(
                    picture.apply(new Rect(left, top, width, height)),
                    tile,
                    0,
                    side - height,
                    0,
                    side - width,
                    BORDER_REPLICATE,
                    new Scalar(0));
            byte[] pixels = new byte[3 * side * side];
            tile.data().get(pixels);
            return Tensor.of(Tensor.Type.UINT8, ByteBuffer.wrap(pixels), side, side, 3);
        }
    }

    private List<Instance> read(Map<String, Tensor> answer, List<Integer> view)
            throws Effort.TooMuch {
        float[] scores = Objects.requireNonNull(answer.get(InstanceForm.SCORES)).toFloats();
        Tensor masks = Objects.requireNonNull(answer.get(InstanceForm.MASKS));
        ByteBuffer labels =
                Objects.requireNonNull(answer.get(InstanceForm.CLASSES))
                        .data()
                        .order(ByteOrder.nativeOrder());
        float[] values = masks.toFloats();
        int side = masks.shape().get(1).intValue();
        List<Instance> found = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] >= form.threshold()) {
                effort.search((long) side * side);
                double score = Math.min(1, scores[i]);
                int label = (int) labels.getLong(labels.position() + Long.BYTES * i);
                mask(Arrays.copyOfRange(values, i * side * side, (i + 1) * side * side), view)
                        .ifPresent(
                                it ->
                                        found.add(
                                                new Instance(
                                                        it.left(), it.top(), it.mask(), score,
                                                        label)));
            }
        }
        return found;
    }

    /** The part of a tile's mask that lies in the picture, cut to what is inside. */
    private Optional<Instance> mask(float[] values, List<Integer> view) {
        int side = (int) Math.sqrt(values.length);
        try (PointerScope _ = new PointerScope()) {
            Mat small = new Mat(side, side, CV_32FC1);
            new FloatPointer(small.data()).put(values);
            Mat large = new Mat();
            resize(small, large, new Size(form.side(), form.side()), 0, 0, INTER_LINEAR);
            threshold(large, large, INSIDE, 255, THRESH_BINARY);
            Mat inside = new Mat();
            large.convertTo(inside, CV_8UC1);
            Mat seen =
                    inside.apply(
                            new Rect(0, 0, view.get(2) - view.get(0), view.get(3) - view.get(1)));
            if (countNonZero(seen) == 0) {
                return Optional.empty();
            }
            Rect box = boundingRect(seen);
            Mat mask = seen.apply(box).clone();
            mask.retainReference();
            return Optional.of(
                    new Instance(view.get(0) + box.x(), view.get(1) + box.y(), mask, 0, 0));
        }
    }

    private static void join(
            Instance found, List<Integer> view, List<Instance> all, List<List<Integer>> seen) {
        Instance joined = found;
        List<Integer> joinedView = view;
        for (int i = all.size() - 1; i >= 0; i--) {
            Instance other = all.get(i);
            boolean same = seen.get(i).equals(view);
            List<Integer> common =
                    List.of(
                            Math.max(view.get(0), seen.get(i).get(0)),
                            Math.max(view.get(1), seen.get(i).get(1)),
                            Math.min(view.get(2), seen.get(i).get(2)),
                            Math.min(view.get(3), seen.get(i).get(3)));
            if (!joined.isPartOf(other, common)) {
                continue;
            }
            all.remove(i);
            List<Integer> otherView = seen.remove(i);
            if (same) { // two guesses at one flake: the surer
                boolean first = other.score() >= joined.score();
                (first ? joined : other).mask().close();
                joined = first ? other : joined;
            } else {
                joined = joined.and(other);
                joinedView =
                        List.of(
                                Math.min(joinedView.get(0), otherView.get(0)),
                                Math.min(joinedView.get(1), otherView.get(1)),
                                Math.max(joinedView.get(2), otherView.get(2)),
                                Math.max(joinedView.get(3), otherView.get(3)));
            }
        }
        all.add(joined);
        seen.add(joinedView);
    }
}
