package dev.sluice.worker.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;

import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.shared.pipeline.Pipeline.ModelFile;
import dev.sluice.shared.time.Ticker;

import java.nio.file.Path;

/**
 * ONNX Runtime on the CPU or on CUDA: what a worker runs its models on.
 *
 * @param gpu CUDA is required; there is no silent fall-back to the CPU
 * @param cores how many items run at the same time on the CPU, each on one thread
 */
public record OnnxRuntime(boolean gpu, int cores) implements Accelerator {
    private static final String REMEDY =
            "; build with mvn -Pgpu and run on a host with CUDA 12 (Dockerfile.gpu), or set"
                    + " ENABLE_GPU=false";

    @Override
    public OnnxModel load(Path file) {
        return OnnxModel.load(file, this, 1);
    }

    @Override
    public OnnxModel load(Path folder, ModelFile model) {
        return OnnxModel.load(folder.resolve(model.file()), this, model.threads());
    }

    @Override
    public Runner runner(String name, Batch batches, OnnxModel model) {
        return gpu
                ? new FullBatches(name, model, batches.max(), Ticker.system())
                : new SideBySide(name, model, runs(model.threads()), Ticker.system());
    }

    /** How many runs of so many threads have room side by side. */
    private int runs(int threads) {
        return Math.max(1, cores / threads);
    }

    /** On CUDA; the cores are shared by time, which serves models with short runs better. */
    @Override
    public boolean runsOneAtATime() {
        return gpu;
    }

    static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "sluice");
    }

    /** As below, for runs on one thread. */
    @SuppressWarnings("MustBeClosedChecker")
    public OrtSession.SessionOptions options() {
        return options(1);
    }

    /**
     * Options for one session; the caller closes them.
     *
     * @param threads of one run on a CPU. Runs side by side share the threads that are not their
     *     own
     * @throws StartFailure if a GPU is required and cannot be used, naming what is missing
     */
    @SuppressWarnings("MustBeClosedChecker")
    OrtSession.SessionOptions options(int threads) {
        if (gpu && !OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
            throw new StartFailure(
                    "ENABLE_GPU is true, but this is the CPU build of ONNX Runtime:"
                            + " libonnxruntime_providers_cuda.so is missing"
                            + REMEDY);
        }
        try {
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setInterOpNumThreads(1);
            options.setIntraOpNumThreads(threads == 1 ? 1 : Math.max(1, cores - runs(threads) + 1));
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.setMemoryPatternOptimization(false); // batch sizes may vary
            if (gpu) {
                addCuda(options);
            }
            return options;
        } catch (OrtException e) {
            throw new StartFailure(
                    "ENABLE_GPU is true, but CUDA cannot be used: " + e.getMessage() + REMEDY, e);
        }
    }

    private static void addCuda(OrtSession.SessionOptions options) throws OrtException {
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
            // The default tries all algorithms at each size of batch that it meets first.
            cuda.add("cudnn_conv_algo_search", "HEURISTIC");
            options.addCUDA(cuda);
        }
    }

    /** For logs. */
    @Override
    public String toString() {
        return gpu ? "CUDA device 0" : "CPU, %d cores".formatted(cores);
    }
}
