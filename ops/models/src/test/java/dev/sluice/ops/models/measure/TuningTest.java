package dev.sluice.ops.models.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.models.measure.Tuning.Way;
import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.shared.pipeline.Pipeline.ModelFile;

import org.junit.jupiter.api.Test;

import java.time.Duration;
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
}
