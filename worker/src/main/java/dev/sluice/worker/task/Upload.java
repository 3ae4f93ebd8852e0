package dev.sluice.worker.task;

import org.bytedeco.opencv.opencv_core.Mat;

import java.util.Map;

/**
 * What a customer sent, ready for a task.
 *
 * @param picture BGR, 8 bits a channel, continuous, turned upright by its EXIF orientation, and
 *     shrunk if {@link Task#sideNeeded} allows it; owned by the flow, which frees it after the task
 * @param metadata the object's user metadata, names in lower case without {@code x-amz-meta-}
 */
public record Upload(Mat picture, Map<String, String> metadata) {
    public Upload {
        metadata = Map.copyOf(metadata);
    }
}
