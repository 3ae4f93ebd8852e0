package dev.sluice.worker.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

class GpusTest {
    /** NVML's functions, as its header declares them, for two GPUs that are not there. */
    private static final String SIMULATED =
            """
            typedef struct { unsigned long long total, free, used; } nvmlMemory_t;
            typedef struct { unsigned int gpu, memory; } nvmlUtilization_t;
            static int devices[2] = {0, 1};
            static int ready = 0;
            int nvmlInit_v2(void) { ready = 1; return 0; }
            int nvmlShutdown(void) { ready = 0; return 0; }
            int nvmlDeviceGetCount_v2(unsigned int *count) { *count = 2; return ready ? 0 : 1; }
            int nvmlDeviceGetHandleByIndex_v2(unsigned int index, void **device) {
                *device = &devices[index];
                return 0;
            }
            int nvmlDeviceGetMemoryInfo(void *device, nvmlMemory_t *memory) {
                memory->total = 16ULL << 30;
                memory->used = (1ULL + *(int *) device) << 30;
                memory->free = memory->total - memory->used;
                return 0;
            }
            int nvmlDeviceGetUtilizationRates(void *device, nvmlUtilization_t *utilization) {
                utilization->gpu = 25;
                utilization->memory = 99;
                return *(int *) device == 1 ? 3 : 0;
            }
            """;

    @TempDir private Path folder;

    @Test
    void whereTheLibraryIsNotThereAreNone() {
        assertThat(Gpus.open("libno-such-nvml.so.1")).isEmpty();
    }

    @Test
    void whatTheLibrarySaysIsReadOverASimulatedOne() throws Exception {
        String library = compile(SIMULATED);
        try (Gpus gpus = Gpus.open(library).orElseThrow()) {
            assertThat(gpus.count()).isEqualTo(2);
            assertThat(gpus.memory(0)).contains(new Gpus.Memory(16L << 30, 1L << 30));
            assertThat(gpus.utilization(0)).hasValue(0.25);
            assertThat(gpus.utilization(1)).as("refused, as for a split one").isEmpty();
            assertThat(gpus.memory(1)).contains(new Gpus.Memory(16L << 30, 2L << 30));
        }
    }

    @Test
    void aLibraryThatIsAnotherIsNone() throws Exception {
        assertThat(Gpus.open(compile("int nvmlInit_v2(void) { return 0; }"))).isEmpty();
    }

    private String compile(String source) throws IOException, InterruptedException {
        Path code = Files.writeString(folder.resolve("nvml.c"), source);
        Path library = folder.resolve("libsimulated-nvml.so");
        Optional<Process> compiler = compiler(code, library);
        Assumptions.assumeTrue(compiler.isPresent(), "there is no C compiler (cc)");
        assertThat(compiler.orElseThrow().waitFor()).isZero();
        return library.toString();
    }

    private static Optional<Process> compiler(Path code, Path library) {
        try {
            return Optional.of(
                    new ProcessBuilder(
                                    "cc",
                                    "-shared",
                                    "-fPIC",
                                    "-o",
                                    library.toString(),
                                    code.toString())
                            .inheritIO()
                            .start());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
