package dev.sluice.ops.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ops.models.NewPipeline.Request;
import dev.sluice.ops.models.measure.Check;
import dev.sluice.ops.models.measure.Effort;
import dev.sluice.ops.models.measure.Loaded;
import dev.sluice.ops.models.measure.Tuning;
import dev.sluice.ops.models.measure.Tuning.Way;
import dev.sluice.ops.models.trial.Samples;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.worker.model.OnnxRuntime;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Each thing is done once: what is measured is not judged. */
class MeasuredTest {
    private static final Effort ONCE = new Effort(Duration.ZERO, Duration.ZERO, 1);
    private static final OnnxRuntime FOUR_CORES = new OnnxRuntime(false, 4);

    @TempDir private Path repository;
    private Path folder = Path.of("");

    @BeforeEach
    void makeOne() throws Exception {
        folder =
                NewPipeline.of(
                                new Request(
                                        Exported.of("torch").model(),
                                        repository,
                                        Map.of("name", "marks"),
                                        Optional.empty(),
                                        Samples.none()))
                        .folder();
    }

    @Test
    void everyPartHasACost() throws Exception {
        try (Loaded loaded = Loaded.of(folder, FOUR_CORES)) {
            Check.Parts parts = Check.parts(loaded, Samples.none(), ONCE);
            assertThat(parts.made()).isTrue();
            assertThat(parts.whole().wall()).isPositive();
            assertThat(parts.decode().wall()).isPositive();
            assertThat(parts.model().wall()).isPositive();
            assertThat(
                            Check.parts(loaded, Samples.in(Exported.of("torch").folder()), ONCE)
                                    .pictures())
                    .isEqualTo(2);
        }
    }

    /** A PNG with transparency is decoded to four bytes a pixel, then to three more. */
    @Test
    void memoryIsThatOfTheCostliestFormat() throws Exception {
        try (Loaded loaded = Loaded.of(folder, FOUR_CORES)) {
            // empty only where the system does not tell
            Check.bytesPerPixel(loaded).ifPresent(most -> assertThat(most).isGreaterThan(6.5));
        }
    }

    @Test
    void theMemorySuggestedIsWhatWasMeasuredRoundedUpAndOne() {
        assertThat(Check.suggested(7.04)).isEqualTo(8);
        assertThat(Check.suggested(7.2)).isEqualTo(9);
        assertThat(Check.suggested(2)).isEqualTo(4);
    }

    @Test
    void aDetectorHasItsCostToo() throws Exception {
        Exported exported = Exported.of("ultralytics-detect");
        Path detector =
                NewPipeline.of(
                                new Request(
                                        exported.model(),
                                        repository,
                                        Map.of(),
                                        Optional.empty(),
                                        Samples.none()))
                        .folder();
        try (Loaded loaded = Loaded.of(detector, FOUR_CORES)) {
            Check.Parts parts = Check.parts(loaded, Samples.in(exported.folder()), ONCE);
            assertThat(parts.whole().wall()).isPositive();
            assertThat(new Tuning(FOUR_CORES, loaded, "model", ONCE).bySize()).hasSize(6);
        }
    }

    @Test
    void threadsThatDivideTheCoresAreTriedWithEachSizeOfBatch() throws Exception {
        try (Loaded loaded = Loaded.of(folder, FOUR_CORES)) {
            Tuning tuning = new Tuning(FOUR_CORES, loaded, "model", ONCE);
            List<Way> all = tuning.all();
            assertThat(all).extracting(Way::threads).containsOnly(1, 2, 4);
            assertThat(all).hasSize(18);
            assertThat(tuning.bySize()).extracting(Way::threads).containsOnly(1);
        }
    }

    @Test
    void aPipelineSaysEverythingThatIsWrongAtOnce() throws Exception {
        Path yaml = folder.resolve("pipeline.yaml");
        Files.writeString(
                yaml,
                Files.readString(yaml)
                        .replace("width: 32", "width: 64")
                        .replace("scores: logits", "scores: logit"));
        assertThatThrownBy(() -> Loaded.of(folder, FOUR_CORES))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("input.width")
                .hasMessageContaining("options.scores");
    }

    @Test
    void aPipelineWithoutItsModelIsNamed() throws Exception {
        Files.delete(folder.resolve("model.onnx"));
        assertThatThrownBy(() -> Loaded.of(folder, FOUR_CORES))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("is not beside pipeline.yaml");
    }
}
