package dev.sluice.worker.model;

import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.shared.pipeline.Pipeline.ModelFile;

import java.nio.file.Path;

/**
 * The device that runs the batches of all models of one worker. A worker uses {@link OnnxRuntime};
 * a benchmark may give {@code WorkerProcess.start} another that only takes as long as some device
 * would. {@code toString} names it in logs.
 */
public interface Accelerator {
    /**
     * Loads a graph, at least for its ports: tasks check them against their options.
     *
     * @throws dev.sluice.shared.config.StartFailure if the graph cannot be loaded, or a device is
     *     missing
     */
    OnnxModel load(Path file);

    /**
     * Loads a pipeline's model, to be run as its file says.
     *
     * @throws dev.sluice.shared.config.StartFailure as the other
     */
    default OnnxModel load(Path folder, ModelFile model) {
        return load(folder.resolve(model.file()));
    }

    /**
     * What runs the batches of a loaded model. It owns the model from here on and closes it.
     *
     * @param name for threads and logs
     * @param batches how large they may be
     * @param model computes the outputs that the pipeline's task reads, no others
     */
    Runner runner(String name, Batch batches, OnnxModel model);

    /**
     * Whether one batch runs at a time: models then take {@link Turns}. If not, something else
     * shares the device among them, as the operating system does on a CPU.
     */
    boolean runsOneAtATime();
}
