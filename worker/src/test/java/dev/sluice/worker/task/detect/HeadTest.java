package dev.sluice.worker.task.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.task.detect.Numbers.Corners;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Each form of answer, with boxes known beforehand. */
class HeadTest {
    private static final Numbers CORNERS = new Numbers(0.5f, false, Corners.CORNERS, 1, 1);
    private static final Numbers MIDDLE = new Numbers(0.5f, false, Corners.MIDDLE, 1, 1);

    private static Candidate candidate(int label, double score, double... box) {
        return new Candidate(label, (float) score, new Edges(box[0], box[1], box[2], box[3]));
    }

    @Test
    void nanodetGivesABoxForEachClassOfACell() {
        Map<String, Tensor> answer =
                Map.of(
                        "scores", Tensor.floats(new float[] {0.25f, 0.75f, 0.5f, 0.625f}, 2, 2),
                        "boxes", Tensor.floats(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 4));
        assertThat(new Head.Pairs("scores", "boxes", 2).read(answer, CORNERS))
                .containsExactly(
                        candidate(1, 0.75, 1, 2, 3, 4),
                        candidate(0, 0.5, 5, 6, 7, 8),
                        candidate(1, 0.625, 5, 6, 7, 8));
    }

    @Test
    void yoloGivesTheBestClassOfAColumnOrOfARow() {
        float[] rows = {10, 20, 4, 6, 0.75f, 0.625f, 30, 40, 2, 2, 0.25f, 0.375f};
        float[] columns = new float[12];
        for (int i = 0; i < 12; i++) {
            columns[i % 6 * 2 + i / 6] = rows[i];
        }
        Head head = new Head.Yolo("out", 2, false);
        List<Candidate> expected = List.of(candidate(0, 0.75, 8, 17, 12, 23));
        assertThat(head.read(Map.of("out", Tensor.floats(columns, 6, 2)), MIDDLE))
                .isEqualTo(expected);
        assertThat(head.read(Map.of("out", Tensor.floats(rows, 2, 6)), MIDDLE)).isEqualTo(expected);
    }

    @Test
    void objectnessCounts() {
        float[] rows = {10, 20, 4, 6, 0.5f, 0.75f, 1, 10, 20, 4, 6, 0.5f, 0.75f, 0.25f};
        assertThat(
                        new Head.Yolo("out", 2, true)
                                .read(Map.of("out", Tensor.floats(rows, 2, 7)), MIDDLE))
                .containsExactly(candidate(1, 0.5, 8, 17, 12, 23));
    }

    @Test
    void suppressedBoxesAreTakenAsTheyAre() {
        float[] rows = {1, 2, 3, 4, 0.75f, 1, 0, 0, 0, 0, 0, 0};
        assertThat(
                        new Head.Suppressed("out")
                                .read(Map.of("out", Tensor.floats(rows, 2, 6)), CORNERS))
                .containsExactly(candidate(1, 0.75, 1, 2, 3, 4));
    }

    @Test
    void tensorflowsFractionsWithRowsFirstBecomePixels() {
        Map<String, Tensor> answer =
                Map.of(
                        "b", Tensor.floats(new float[] {0.25f, 0.5f, 0.75f, 1}, 1, 4),
                        "s", Tensor.floats(new float[] {0.875f}, 1),
                        "c", Tensor.floats(new float[] {2}, 1));
        Numbers fractions = new Numbers(0.5f, false, Corners.ROWS_FIRST, 200, 100);
        assertThat(new Head.Separate("b", "s", "c").read(answer, fractions))
                .containsExactly(candidate(2, 0.875, 100, 25, 200, 75));
    }

    @Test
    void logitsBecomeProbabilities() {
        Numbers logits = new Numbers(0.5f, true, Corners.CORNERS, 1, 1);
        float[] rows = {1, 2, 3, 4, 1, 0, 1, 2, 3, 4, -1, 0};
        List<Candidate> found =
                new Head.Suppressed("out").read(Map.of("out", Tensor.floats(rows, 2, 6)), logits);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().score()).isCloseTo(0.731059f, within(1e-6f));
    }

    @Test
    void anotherShapeIsTold() {
        Tensor tensor = Tensor.floats(new float[10], 2, 5);
        assertThatThrownBy(() -> new Head.Suppressed("out").read(Map.of("out", tensor), CORNERS))
                .isInstanceOf(Grid.Unsuitable.class)
                .hasMessage("\"out\" is [2, 5] a picture; [boxes, 6] is needed");
        assertThatThrownBy(
                        () -> new Head.Yolo("out", 3, false).read(Map.of("out", tensor), CORNERS))
                .hasMessageContaining("[7, boxes] is needed");
    }

    private static Detector detector(Suppression suppression) {
        return detector(suppression, warning -> {});
    }

    private static Detector detector(Suppression suppression, Consumer<String> warnings) {
        return new Detector(
                new Head.Suppressed("out"), CORNERS, suppression, List.of("a", "b"), warnings);
    }

    private static String problems(float... row) {
        Problems problems = new Problems();
        Section options = new Section(Map.of(), key -> key, problems);
        detector(new Suppression(1, false, 10))
                .check(List.of(Map.of("out", Tensor.floats(row, 1, 6))), options);
        try {
            problems.throwIfAny();
            return "";
        } catch (InvalidConfiguration e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void theWarmUpTellsLogitsAndClassesWithoutAName() {
        assertThat(problems(1, 2, 3, 4, 0.75f, 1)).isEmpty();
        assertThat(problems(1, 2, 3, 4, 3, 1)).contains("say scores: logits");
        assertThat(problems(1, 2, 3, 4, -3, 1)).contains("say scores: logits");
        assertThat(problems(1, 2, 3, 4, 0.75f, 2))
                .contains("labels: the model answers class 2, and labels has 2 lines");
    }

    @Test
    void theWarmUpTellsClassesWithoutANameHoweverSmallTheirScores() {
        assertThat(problems(1, 2, 3, 4, 0.001f, 2)).contains("the model answers class 2");
        assertThat(problems(1, 2, 3, 4, 0.001f, -1)).contains("the model answers class -1");
    }

    @Test
    void paddingNeedsNoName() {
        assertThat(problems(1, 2, 3, 4, 0, 2)).isEmpty();
        assertThat(problems(0, 0, 0, 0, 0.001f, -1)).isEmpty();
    }

    @Test
    void aBoxOfAClassWithoutANameIsLeftOutAndWarnedOfOnce() {
        float[] rows = {1, 2, 3, 4, 0.75f, 2, 1, 2, 3, 4, 0.75f, 1, 1, 2, 3, 4, 0.75f, -1};
        Map<String, Tensor> answer = Map.of("out", Tensor.floats(rows, 3, 6));
        List<String> warnings = new ArrayList<>();
        Detector detector = detector(new Suppression(1, false, 10), warnings::add);
        for (int i = 0; i < 2; i++) {
            List<Candidate> found = detector.read(answer);
            assertThat(found).containsExactly(candidate(1, 0.75, 1, 2, 3, 4));
            assertThat(detector.name(found.getFirst())).isEqualTo("b");
        }
        assertThat(warnings)
                .containsExactly(
                        "boxes of class 2 are left out: labels has 2 lines, for classes from 0",
                        "boxes of class -1 are left out: labels has 2 lines, for classes from 0");
    }

    @Test
    void aModelThatMakesUpClassesFillsNoLog() {
        List<String> warnings = new ArrayList<>();
        Detector detector = detector(new Suppression(1, false, 10), warnings::add);
        for (int i = 0; i < 101; i++) {
            float[] row = {1, 2, 3, 4, 0.75f, 2 + i};
            assertThat(detector.read(Map.of("out", Tensor.floats(row, 1, 6)))).isEmpty();
        }
        assertThat(warnings).hasSize(100);
    }

    @Test
    void theBetterOfTwoThatOverlapStays() {
        List<Candidate> candidates =
                List.of(
                        candidate(0, 0.6, 0, 0, 10, 10),
                        candidate(0, 0.9, 0, 0, 10, 8), // IoU 0.8
                        candidate(1, 0.7, 0, 0, 10, 10),
                        candidate(0, 0.8, 0, 0, 10, 4)); // IoU 0.5 with the best
        assertThat(scores(new Suppression(0.6, false, 10), candidates))
                .containsExactly(0.9, 0.8, 0.7);
        assertThat(scores(new Suppression(0.6, true, 10), candidates)).containsExactly(0.9, 0.8);
        assertThat(scores(new Suppression(0.4, true, 10), candidates)).containsExactly(0.9);
        assertThat(scores(new Suppression(1, true, 10), candidates)).hasSize(4);
        assertThat(scores(new Suppression(0.6, false, 2), candidates)).containsExactly(0.9, 0.8);
    }

    @Test
    void boxesWithoutAreaOverlapNothing() {
        Edges empty = new Edges(5, 5, 5, 5);
        Edges inverted = new Edges(9, 9, 1, 1);
        assertThat(empty.overlap(empty)).isZero();
        assertThat(inverted.overlap(inverted)).isZero();
        assertThat(inverted.overlap(new Edges(0, 0, 10, 10))).isZero();
    }

    @Test
    void aRowNamesAFewClassesHoweverManyThereAre() {
        List<Detection> many =
                IntStream.range(0, 100)
                        .mapToObj(
                                i ->
                                        new Detection(
                                                "class " + i / 2,
                                                i / 2,
                                                0.9f,
                                                new Edges(0, 0, 1, 1)))
                        .toList();
        DetectionsDocument document = new DetectionsDocument(many, 10, 10);
        assertThat(document.headline())
                .startsWith("2 × class 0, 2 × class 1")
                .endsWith("and 42 more classes");
        assertThat(document.summary().toString().length()).isLessThan(300);
    }

    private static List<Double> scores(Suppression suppression, List<Candidate> candidates) {
        return suppression.best(candidates).stream()
                .map(it -> Math.round(it.score() * 100) / 100.0)
                .toList();
    }
}
