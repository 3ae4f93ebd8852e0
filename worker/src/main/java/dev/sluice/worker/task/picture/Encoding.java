package dev.sluice.worker.task.picture;

import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.task.picture.PictureInput.Color;

/**
 * How a network has pictures written as numbers.
 *
 * @param numbers what a float network gets for a channel's value; without effect on uint8
 */
record Encoding(Color color, Tensor.Type type, Layout layout, Normalization numbers) {
    int channels() {
        return color.channels();
    }

    boolean planes() {
        return layout == Layout.NCHW;
    }
}
