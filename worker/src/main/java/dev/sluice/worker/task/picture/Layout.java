package dev.sluice.worker.task.picture;

import java.util.Arrays;
import java.util.List;

/** Where a network's input has the channels: before rows, or after columns. */
enum Layout {
    NCHW,
    NHWC;

    /** A picture as a network wants it. */
    record Size(int channels, int height, int width) {}

    /** Dimensions of one picture. */
    long[] of(Size size) {
        return this == NCHW
                ? new long[] {size.channels(), size.height(), size.width()}
                : new long[] {size.height(), size.width(), size.channels()};
    }

    /** Dimensions of a batch of any size. */
    List<Long> batch(Size size) {
        long[] one = of(size);
        return List.of(-1L, one[0], one[1], one[2]);
    }

    /**
     * Whether a graph allows it.
     *
     * @param graph the dimensions that it declares, negative where they are free; empty if it
     *     declares none
     */
    boolean fits(List<Long> graph, Size size) {
        List<Long> mine = batch(size);
        if (graph.isEmpty()) {
            return true;
        }
        if (graph.size() != mine.size()) {
            return false;
        }
        for (int i = 1; i < mine.size(); i++) {
            if (graph.get(i) > 0 && !graph.get(i).equals(mine.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a graph says where its channels are, and says so. */
    boolean declared(List<Long> graph, Size size) {
        int at = this == NCHW ? 1 : 3;
        return graph.size() == 4 && graph.get(at) == size.channels();
    }

    static List<Layout> fitting(List<Long> graph, Size size) {
        return Arrays.stream(values()).filter(layout -> layout.fits(graph, size)).toList();
    }
}
