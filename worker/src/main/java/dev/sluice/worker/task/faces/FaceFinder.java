package dev.sluice.worker.task.faces;

import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Model;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.task.faces.Landmarks.Point;

import org.bytedeco.opencv.opencv_core.Mat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Finds faces by YuNet, which sees the picture at the top left of a black square, scaled to 640 px,
 * and knows faces of about 10 to 300 px of these. A face that fills the picture it can miss, so
 * where it finds none it looks once more from twice as far.
 *
 * @param least score of a face; upstream's defaults of 0.9 lose half-turned ones, and without a
 *     face 0.45 was the highest seen
 */
record FaceFinder(double least, Cpu cpu) {
    /** Of what YuNet sees, in px. */
    static final int SIZE = 640;

    /** Intersection over union from which the worse of two boxes goes, as OpenCV has it. */
    private static final double OVERLAP = 0.3;

    /** Boxes that are compared with each other: a picture of noise must not cost seconds. */
    private static final int MOST = 1000;

    /** Numbers of a box: its middle, width, height, and five points. */
    private static final int NUMBERS = 14;

    static final String INPUT = "image";
    static final String SCORES = "scores";
    static final String BOXES = "boxes";

    /** All faces, the surest first. */
    List<Face> find(Mat picture, Model yunet) throws Exception {
        int side = Math.max(picture.cols(), picture.rows());
        List<Face> faces = look(picture, side, yunet);
        return faces.isEmpty() ? look(picture, 2 * side, yunet) : faces;
    }

    private List<Face> look(Mat picture, int side, Model yunet) throws Exception {
        Tensor seen = cpu.run(() -> Rgb.tensor(new Sampling(picture).square(side, SIZE), SIZE));
        Map<String, Tensor> answer = yunet.call(List.of(Map.of(INPUT, seen))).getFirst();
        return read(answer, side, least);
    }

    /**
     * @param side of the square that YuNet saw, in px of the picture
     */
    static List<Face> read(Map<String, Tensor> answer, int side, double least) {
        Tensor scores = answer.get(SCORES);
        Tensor boxes = answer.get(BOXES);
        if (scores == null || boxes == null) {
            throw new IllegalStateException("the detector answers " + answer.keySet());
        }
        float[] score = scores.toFloats();
        float[] numbers = boxes.toFloats();
        if (numbers.length != score.length * NUMBERS) {
            throw new IllegalStateException(
                    "the detector answers %d scores and %d numbers of boxes"
                            .formatted(score.length, numbers.length));
        }
        List<Face> kept = new ArrayList<>();
        IntStream.range(0, score.length)
                .filter(i -> score[i] >= least)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -score[i]))
                .limit(MOST)
                .map(i -> face(score[i], numbers, i * NUMBERS, side))
                .filter(face -> face.box().area() > 0)
                .forEach(
                        face -> {
                            if (kept.stream().allMatch(k -> apart(face, k))) {
                                kept.add(face);
                            }
                        });
        return kept;
    }

    private static boolean apart(Face face, Face other) {
        return face.box().overlap(other.box()) < OVERLAP;
    }

    private static Face face(double score, float[] numbers, int at, int side) {
        double width = numbers[at + 2] * (double) side;
        double height = numbers[at + 3] * (double) side;
        List<Point> points = new ArrayList<>();
        for (int i = at + 4; i < at + NUMBERS; i += 2) {
            points.add(new Point(numbers[i] * (double) side, numbers[i + 1] * (double) side));
        }
        return new Face(
                score,
                new Face.Box(
                        numbers[at] * (double) side - width / 2,
                        numbers[at + 1] * (double) side - height / 2,
                        width,
                        height),
                new Landmarks(points));
    }
}
