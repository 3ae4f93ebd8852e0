package dev.sluice.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;

import dev.sluice.shared.config.StartFailure;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

class OnnxRuntimeTest {
    private static final Path MODEL =
            Path.of(
                    System.getProperty("sluice.home"),
                    "worker",
                    "src",
                    "test",
                    "resources",
                    "pipelines",
                    "emotion",
                    "model-u8.onnx");

    @Test
    void aGpuAskedForOnTheCpuBuildIsAStartFailureThatNamesTheLibrary() {
        assumeThat(OrtEnvironment.getAvailableProviders()).doesNotContain(OrtProvider.CUDA);

        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> new OnnxRuntime(true, 1).load(MODEL))
                .withMessageContaining("ENABLE_GPU is true")
                .withMessageContaining("libonnxruntime_providers_cuda.so is missing")
                .withMessageContaining("-Pgpu");
    }

    @Test
    void theLogSaysWhereModelsRun() {
        assertThat(new OnnxRuntime(false, 2)).hasToString("CPU, 2 cores");
        assertThat(new OnnxRuntime(true, 2)).hasToString("CUDA device 0");
    }
}
