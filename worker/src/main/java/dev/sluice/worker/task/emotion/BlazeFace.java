package dev.sluice.worker.task.emotion;

import dev.sluice.worker.model.ModelFailure;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.task.picture.Placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads BlazeFace's answer, 896 anchors, as its authors do: those that are sure enough, of which
 * boxes that overlap are averaged, weighted by their scores.
 */
final class BlazeFace {
    static final String SCORES = "scores";
    static final String BOXES = "boxes";
    static final Set<String> OUTPUTS = Set.of(SCORES, BOXES);

    /** Of what the network sees, in px. */
    static final int SIDE = 128;

    private static final double SURE = 0.5;
    private static final double SAME = 0.3;
    private static final int NUMBERS = 16;

    private BlazeFace() {}

    @SuppressWarnings("ArrayRecordComponent") // one of a model's numbers, read and dropped
    private record Anchor(double score, double[] box) {
        double overlap(Anchor other) {
            double wide =
                    Math.min(box[0] + box[2] / 2, other.box[0] + other.box[2] / 2)
                            - Math.max(box[0] - box[2] / 2, other.box[0] - other.box[2] / 2);
            double high =
                    Math.min(box[1] + box[3] / 2, other.box[1] + other.box[3] / 2)
                            - Math.max(box[1] - box[3] / 2, other.box[1] - other.box[3] / 2);
            double common = Math.max(0, wide) * Math.max(0, high);
            return common / (box[2] * box[3] + other.box[2] * other.box[3] - common);
        }
    }

    /**
     * The faces, the surest first.
     *
     * @param placement of the picture in what the network saw
     * @param columns of the picture
     */
    static List<Face> faces(Map<String, Tensor> answer, Placement placement, int columns, int rows)
            throws ModelFailure {
        List<Anchor> left = sure(answer);
        List<Face> faces = new ArrayList<>();
        while (!left.isEmpty()) {
            Anchor best = left.getFirst();
            List<Anchor> same =
                    left.stream()
                            .filter(it -> it.equals(best) || it.overlap(best) >= SAME)
                            .toList();
            left.removeAll(same);
            faces.add(face(best.score(), mean(same), placement, columns, rows));
        }
        return faces;
    }

    private static List<Anchor> sure(Map<String, Tensor> answer) throws ModelFailure {
        Tensor scores = answer.get(SCORES);
        Tensor boxes = answer.get(BOXES);
        float[] score = scores == null ? new float[0] : scores.toFloats();
        float[] box = boxes == null ? new float[0] : boxes.toFloats();
        if (score.length == 0 || box.length != score.length * NUMBERS) {
            String message =
                    "the detector answers %d scores and %d numbers of boxes"
                            .formatted(score.length, box.length);
            throw new ModelFailure(message, new IllegalStateException(message));
        }
        List<Anchor> sure = new ArrayList<>();
        for (int i = 0; i < score.length; i++) {
            if (score[i] >= SURE) {
                double[] numbers = new double[NUMBERS];
                for (int k = 0; k < NUMBERS; k++) {
                    numbers[k] = box[i * NUMBERS + k];
                }
                sure.add(new Anchor(score[i], numbers));
            }
        }
        sure.sort(Comparator.comparingDouble((Anchor it) -> -it.score()));
        return sure;
    }

    private static double[] mean(List<Anchor> same) {
        double[] mean = new double[NUMBERS];
        double weight = 0;
        for (Anchor anchor : same) {
            weight += anchor.score();
            for (int k = 0; k < NUMBERS; k++) {
                mean[k] += anchor.score() * anchor.box()[k];
            }
        }
        for (int k = 0; k < NUMBERS; k++) {
            mean[k] /= weight;
        }
        return mean;
    }

    /** From parts of what the network saw to parts of the picture. */
    private static Face face(
            double score, double[] box, Placement placement, int columns, int rows) {
        List<Face.Point> points = new ArrayList<>();
        for (int k = 4; k < NUMBERS; k += 2) {
            points.add(
                    new Face.Point(
                            placement.pictureX(box[k] * SIDE) / columns,
                            placement.pictureY(box[k + 1] * SIDE) / rows));
        }
        return new Face(
                score,
                new Face.Box(
                        placement.pictureX(box[0] * SIDE) / columns,
                        placement.pictureY(box[1] * SIDE) / rows,
                        box[2] * SIDE / placement.scaleX() / columns,
                        box[3] * SIDE / placement.scaleY() / rows),
                points);
    }
}
