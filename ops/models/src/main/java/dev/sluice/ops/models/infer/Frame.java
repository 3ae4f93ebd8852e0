package dev.sluice.ops.models.infer;

import dev.sluice.ops.models.onnx.Value;

import java.util.Optional;

/**
 * How pictures lie in a graph's input.
 *
 * @param planes whether channels come before rows (NCHW)
 * @param channels 1 or 3
 * @param height in px; −1 if the graph leaves it free, as {@code width}
 */
record Frame(boolean planes, int channels, int height, int width) {
    private static final int RANK = 4;

    /**
     * Empty if these dimensions are no picture's.
     *
     * @param planes what to take where the graph declares no channels
     */
    static Optional<Frame> of(Value input, boolean planes) {
        if (input.rank() != RANK) {
            return Optional.empty();
        }
        if (isChannels(input.size(1)) && !isChannels(input.size(3))) {
            return Optional.of(planes(input, (int) input.size(1)));
        }
        if (isChannels(input.size(3))) {
            return Optional.of(rows(input, (int) input.size(3)));
        }
        boolean free = input.size(1) < 0 && input.size(3) < 0;
        return free ? Optional.of(planes ? planes(input, 3) : rows(input, 3)) : Optional.empty();
    }

    private static Frame planes(Value input, int channels) {
        return new Frame(true, channels, (int) input.size(2), (int) input.size(3));
    }

    private static Frame rows(Value input, int channels) {
        return new Frame(false, channels, (int) input.size(1), (int) input.size(2));
    }

    private static boolean isChannels(long size) {
        return size == 1 || size == 3;
    }

    boolean isFree() {
        return height < 1 || width < 1;
    }

    int channelAxis() {
        return planes ? 1 : RANK - 1;
    }
}
