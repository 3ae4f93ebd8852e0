package dev.sluice.worker.task.detect;

import dev.sluice.worker.model.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** In which of a network's outputs its boxes are, and how. */
sealed interface Head {
    /** Names of the outputs that it reads. */
    Set<String> outputs();

    /**
     * The boxes of one picture.
     *
     * @throws Grid.Unsuitable if an output is of another form
     */
    List<Candidate> read(Map<String, Tensor> outputs, Numbers numbers);

    /**
     * Scores [cells, classes] and boxes [cells, 4] apart, each class a box of its own: NanoDet, and
     * the DETR family.
     */
    record Pairs(String scores, String boxes, int classes) implements Head {
        @Override
        public Set<String> outputs() {
            return Set.of(scores, boxes);
        }

        @Override
        public List<Candidate> read(Map<String, Tensor> outputs, Numbers numbers) {
            Grid score = Grid.rows(outputs, scores, classes);
            Grid box = Grid.rows(outputs, boxes, 4);
            if (score.cells() != box.cells()) {
                throw new Grid.Unsuitable(
                        boxes, List.of((long) box.cells(), 4L), "a box for each of the scores");
            }
            List<Candidate> found = new ArrayList<>();
            for (int i = 0; i < score.cells(); i++) {
                for (int k = 0; k < classes; k++) {
                    float confidence = numbers.score(score.at(i, k));
                    if (numbers.enough(confidence)) {
                        found.add(candidate(numbers, box, i, k, confidence));
                    }
                }
            }
            return found;
        }
    }

    /**
     * One output [4 + classes, cells], or with its rows and columns exchanged; with objectness [5 +
     * classes, cells], which every score is multiplied by. A cell is of its best class.
     */
    record Yolo(String output, int classes, boolean objectness) implements Head {
        @Override
        public Set<String> outputs() {
            return Set.of(output);
        }

        @Override
        public List<Candidate> read(Map<String, Tensor> outputs, Numbers numbers) {
            int first = objectness ? 5 : 4;
            Grid grid = Grid.columns(outputs, output, first + classes);
            List<Candidate> found = new ArrayList<>();
            for (int i = 0; i < grid.cells(); i++) {
                int best = 0;
                for (int k = 1; k < classes; k++) {
                    best = grid.at(i, first + k) > grid.at(i, first + best) ? k : best;
                }
                float confidence = numbers.score(grid.at(i, first + best));
                confidence *= objectness ? numbers.score(grid.at(i, 4)) : 1;
                if (numbers.enough(confidence)) {
                    found.add(candidate(numbers, grid, i, best, confidence));
                }
            }
            return found;
        }
    }

    /** One output [boxes, 6] of boxes already suppressed: four numbers, score, class. */
    record Suppressed(String output) implements Head {
        @Override
        public Set<String> outputs() {
            return Set.of(output);
        }

        @Override
        public List<Candidate> read(Map<String, Tensor> outputs, Numbers numbers) {
            Grid grid = Grid.rows(outputs, output, 6);
            List<Candidate> found = new ArrayList<>();
            for (int i = 0; i < grid.cells(); i++) {
                float confidence = numbers.score(grid.at(i, 4));
                if (numbers.enough(confidence)) {
                    found.add(candidate(numbers, grid, i, (int) grid.at(i, 5), confidence));
                }
            }
            return found;
        }
    }

    /**
     * Boxes [boxes, 4], scores [boxes] and classes [boxes] apart, already suppressed: TensorFlow's
     * detectors. A row beyond the last box has a score of 0.
     */
    record Separate(String boxes, String scores, String classes) implements Head {
        @Override
        public Set<String> outputs() {
            return Set.of(boxes, scores, classes);
        }

        @Override
        public List<Candidate> read(Map<String, Tensor> outputs, Numbers numbers) {
            Grid box = Grid.rows(outputs, boxes, 4);
            Grid score = Grid.numbers(outputs, scores);
            Grid label = Grid.numbers(outputs, classes);
            if (score.cells() != box.cells() || label.cells() != box.cells()) {
                throw new Grid.Unsuitable(
                        scores, List.of((long) score.cells()), "a score and a class for each box");
            }
            List<Candidate> found = new ArrayList<>();
            for (int i = 0; i < box.cells(); i++) {
                float confidence = numbers.score(score.at(i, 0));
                if (numbers.enough(confidence)) {
                    found.add(candidate(numbers, box, i, (int) label.at(i, 0), confidence));
                }
            }
            return found;
        }
    }

    private static Candidate candidate(
            Numbers numbers, Grid box, int cell, int label, float confidence) {
        Edges edges =
                numbers.edges(box.at(cell, 0), box.at(cell, 1), box.at(cell, 2), box.at(cell, 3));
        return new Candidate(label, confidence, edges);
    }
}
