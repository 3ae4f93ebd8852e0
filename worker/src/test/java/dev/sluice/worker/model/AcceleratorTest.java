package dev.sluice.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;

import dev.sluice.shared.StartFailure;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

class AcceleratorTest {
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
                .isThrownBy(() -> OnnxModel.load(MODEL, new Accelerator(true, 1)))
                .withMessageContaining("ENABLE_GPU is true")
                .withMessageContaining("libonnxruntime_providers_cuda.so is missing")
                .withMessageContaining("-Pgpu");
    }

    @Test
    void theLogSaysWhereModelsRun() {
        assertThat(new Accelerator(false, 2)).hasToString("CPU, 2 threads");
        assertThat(new Accelerator(true, 2)).hasToString("CUDA device 0");
    }
}
