package dev.sluice.worker.task.flakes;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.worker.model.Port;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.task.WarmUp;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What an instance-segmentation model takes and answers. Input {@code picture}, uint8 [N, side,
 * side, 3] BGR, the side fixed. Outputs, for each of Q instances: {@code scores} float32 [N, Q], 0
 * to 1; {@code classes} int64 [N, Q]; {@code masks} float32 [N, Q, m, m], of which more than 0.5 is
 * inside, with m a divisor of the side.
 *
 * @param side of a tile, px
 * @param classes names of the classes from 0: numbers of layers; none if contrast shall tell them
 * @param threshold scores below it are left out
 */
record InstanceForm(int side, List<String> classes, double threshold) {
    static final String PICTURE = "picture";
    static final String SCORES = "scores";
    static final String CLASSES = "classes";
    static final String MASKS = "masks";

    private static final int LEAST_SIDE = 64;
    private static final int MOST_SIDE = 4096;

    InstanceForm {
        classes = List.copyOf(classes);
    }

    /** Nothing, and problems, if the graph is not of this form. */
    static Optional<InstanceForm> read(
            Section options, Map<String, Port> inputs, Map<String, Port> outputs) {
        List<String> classes = options.texts("classes");
        double threshold = options.decimal("threshold", 0.5, 0.01, 0.99);
        Port picture = inputs.get(PICTURE);
        long side = picture == null || picture.shape().size() != 4 ? -1 : picture.shape().get(1);
        if (picture == null
                || inputs.size() != 1
                || !picture.type().equals(Optional.of(Tensor.Type.UINT8))
                || side < LEAST_SIDE
                || side > MOST_SIDE
                || picture.shape().get(2) != side
                || picture.shape().get(3) != 3) {
            options.problem(
                    "method",
                    "instances needs a graph with one input \"picture\", uint8 [N, side, side, 3] in BGR with a fixed side of %d to %d; this one has %s"
                            .formatted(LEAST_SIDE, MOST_SIDE, Port.list(inputs)));
            return Optional.empty();
        }
        if (!outputs.keySet().containsAll(Set.of(SCORES, CLASSES, MASKS))) {
            options.problem(
                    "method",
                    "instances needs outputs \"scores\", \"classes\" and \"masks\"; this graph has %s"
                            .formatted(Port.list(outputs)));
            return Optional.empty();
        }
        return Optional.of(new InstanceForm((int) side, classes, threshold));
    }

    WarmUp warmUp() {
        byte[] grey = new byte[3 * side * side];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (120 + i % 7);
        }
        Tensor picture = Tensor.of(Tensor.Type.UINT8, ByteBuffer.wrap(grey), side, side, 3);
        return new WarmUp(
                Set.of(SCORES, CLASSES, MASKS), Map.of(PICTURE, picture), List.of(), this::check);
    }

    private void check(List<Map<String, Tensor>> answers, Problems problems) {
        for (Map<String, Tensor> answer : answers) {
            mistake(answer).ifPresent(it -> problems.add("options.method", it));
        }
    }

    /** What of an answer is not of this form. */
    Optional<String> mistake(Map<String, Tensor> answer) {
        Tensor scores = Objects.requireNonNull(answer.get(SCORES));
        Tensor numbers = Objects.requireNonNull(answer.get(CLASSES));
        Tensor masks = Objects.requireNonNull(answer.get(MASKS));
        List<Long> shape = masks.shape();
        boolean fits =
                scores.type() == Tensor.Type.FLOAT32
                        && masks.type() == Tensor.Type.FLOAT32
                        && numbers.type() == Tensor.Type.INT64
                        && scores.shape().size() == 1
                        && numbers.shape().equals(scores.shape())
                        && shape.size() == 3
                        && shape.get(0).equals(scores.shape().getFirst())
                        && shape.get(1).equals(shape.get(2))
                        && shape.get(1) > 0
                        && side % shape.get(1) == 0;
        return fits
                ? Optional.empty()
                : Optional.of(
                        "the model answers scores %s, classes %s and masks %s; for each picture it must answer float32 [Q], int64 [Q] and float32 [Q, m, m], with %d divided by m a whole number"
                                .formatted(scores, numbers, masks, side));
    }
}
