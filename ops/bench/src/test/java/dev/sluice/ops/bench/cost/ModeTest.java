package dev.sluice.ops.bench.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ModeTest {
    private static final Path HOME = Path.of("").toAbsolutePath().resolve("../..").normalize();

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource(Mode.class)
    void eachHasAPipelineThatTakesItsUploads(Mode mode) throws IOException {
        mode.addTo(new BenchPipelines(HOME, folder));

        Pipeline pipeline = Pipelines.read(folder, List.of()).named(mode.pipeline).orElseThrow();

        Optional<Map<String, String>> values = pipeline.match().match(mode.key("customer-0", 1));
        assertThat(values).hasValueSatisfying(v -> assertThat(v).containsKey("imageID"));
    }
}
