package dev.sluice.worker.input.picture;

import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A decoded picture, as its viewer would see it.
 *
 * @param pixels BGR, 8 bits a channel, continuous, upright; freed by {@link #close}
 */
public record Picture(Mat pixels) implements AutoCloseable {
    @Override
    public void close() {
        pixels.close();
    }
}
