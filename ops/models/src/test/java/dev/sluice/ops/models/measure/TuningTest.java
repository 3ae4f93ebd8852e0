package dev.sluice.ops.models.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.models.measure.Tuning.Way;
import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.shared.pipeline.Pipeline.ModelFile;
import dev.sluice.worker.model.OnnxRuntime;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class TuningTest {
    private static Way way(int threads, int batch, double wall, double cpu) {
        return new Way(threads, batch, new Cost(wall, cpu));
    }

    private static ModelFile file(int batch, int threads) {
        return new ModelFile("m.onnx", "1", new Batch(batch, Duration.ZERO), threads);
    }

    @Test
    void theFastestIsBest() {
        assertThat(Tuning.best(List.of(way(1, 1, 20, 20), way(1, 8, 10, 20), way(2, 1, 15, 30))))
                .isEqualTo(way(1, 8, 10, 20));
    }

    @Test
    void ofWaysAsFastTheOneThatTakesLessCpuIsBestThenTheSmallestBatch() {
        assertThat(
                        Tuning.best(
                                List.of(
                                        way(2, 1, 10, 26),
                                        way(1, 16, 10, 20),
                                        way(1, 4, 10.2, 20.3),
                                        way(1, 2, 12, 20))))
                .isEqualTo(way(1, 4, 10.2, 20.3));
    }

    @Test
    void whatIsAsGoodAsTheBestStays() {
        List<Way> ways = List.of(way(1, 4, 10, 20), way(1, 8, 10.3, 20), way(1, 1, 20, 20));
        assertThat(Tuning.better(ways, file(8, 1))).isEqualTo(ways.get(1));
        assertThat(Tuning.better(ways, file(1, 1))).isEqualTo(ways.getFirst());
        assertThat(Tuning.better(ways, file(3, 1))).isEqualTo(ways.getFirst());
    }

    @Test
    void aRunThatGetsFewerCoresThanItAskedForIsDisturbed() {
        OnnxRuntime two = new OnnxRuntime(false, 2);
        List<Way> quiet = List.of(way(1, 1, 21, 20), way(1, 2, 11, 20), way(1, 32, 11, 20));
        assertThat(Tuning.disturbed(quiet, two)).isFalse();
        List<Way> oneCoreTaken = List.of(way(1, 1, 21, 20), way(1, 2, 15, 20), way(1, 32, 15, 20));
        assertThat(Tuning.disturbed(oneCoreTaken, two)).isTrue();
        List<Way> bothShared = List.of(way(1, 1, 27, 20), way(1, 2, 12, 20), way(1, 32, 12, 20));
        assertThat(Tuning.disturbed(bothShared, two)).isTrue();
    }

    @Test
    void runsThatCannotKeepTheirCoresBusyAreNotDisturbed() {
        List<Way> uneven = List.of(way(1, 1, 20, 20), way(1, 2, 10, 20), way(1, 4, 10, 20));
        assertThat(Tuning.disturbed(uneven, new OnnxRuntime(false, 3))).isFalse();
        List<Way> threads = List.of(way(1, 1, 20, 20), way(1, 2, 10, 20), way(2, 1, 30, 20));
        assertThat(Tuning.disturbed(threads, new OnnxRuntime(false, 2))).isFalse();
        List<Way> unknown = List.of(way(1, 1, 20, 0), way(1, 2, 10, 0));
        assertThat(Tuning.disturbed(unknown, new OnnxRuntime(false, 2))).isFalse();
        List<Way> gpu = List.of(way(1, 1, 20, 2));
        assertThat(Tuning.disturbed(gpu, new OnnxRuntime(true, 2))).isFalse();
    }

    @Test
    void sizesAreMeasuredByTurns() throws Exception {
        List<String> done = new ArrayList<>();
        List<Cost> costs =
                Cost.byTurns(
                        new Effort(Duration.ZERO, Duration.ZERO, 2),
                        List.of(
                                new Cost.Measured(1, () -> done.add("one")),
                                new Cost.Measured(2, () -> done.add("two"))));
        assertThat(costs).hasSize(2);
        assertThat(done).containsExactly("one", "two", "one", "two", "one", "two");
    }
}
