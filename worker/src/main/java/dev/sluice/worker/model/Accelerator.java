package dev.sluice.worker.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;

import dev.sluice.shared.StartFailure;

/**
 * Where models run.
 *
 * @param gpu CUDA is required; there is no silent fall-back to the CPU
 * @param cores threads of one run on the CPU
 */
public record Accelerator(boolean gpu, int cores) {
    private static final String REMEDY =
            "; build with mvn -Pgpu and run on a host with CUDA 12 (Dockerfile.gpu), or set"
                    + " ENABLE_GPU=false";

    static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "sluice");
    }

    /**
     * Options for one session.
     *
     * @throws StartFailure if a GPU is required and cannot be used, naming what is missing
     */
    @SuppressWarnings("MustBeClosedChecker")
    OrtSession.SessionOptions options() {
        if (gpu && !OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
            throw new StartFailure(
                    "ENABLE_GPU is true, but this is the CPU build of ONNX Runtime:"
                            + " libonnxruntime_providers_cuda.so is missing"
                            + REMEDY);
        }
        try {
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setInterOpNumThreads(1);
            options.setIntraOpNumThreads(cores);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.setMemoryPatternOptimization(false); // batch sizes vary
            if (gpu) {
                options.addCUDA(0);
            }
            return options;
        } catch (OrtException e) {
            throw new StartFailure(
                    "ENABLE_GPU is true, but CUDA cannot be used: " + e.getMessage() + REMEDY, e);
        }
    }

    /** For logs. */
    @Override
    public String toString() {
        return gpu ? "CUDA device 0" : "CPU, %d threads".formatted(cores);
    }
}
