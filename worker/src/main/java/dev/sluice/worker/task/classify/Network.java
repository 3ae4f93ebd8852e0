package dev.sluice.worker.task.classify;

import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.picture.PictureInput;

import org.bytedeco.opencv.opencv_core.Mat;

import java.util.List;
import java.util.Map;

/**
 * A model that looks at pictures.
 *
 * @param model its name in the pipeline
 */
record Network(String model, PictureInput input) {
    /** What it says of a picture; the job does not ask it again. */
    Map<String, Tensor> see(Mat picture, Context job, Cpu cpu) throws Exception {
        Tensor tensor = cpu.run(() -> input.of(picture));
        return job.model(model).lastCall(List.of(Map.of(input.name(), tensor))).getFirst();
    }

    /** The job does not ask it at all, so that nobody's batch waits for it. */
    void pass(Context job) throws Exception {
        job.model(model).lastCall(List.of());
    }
}
