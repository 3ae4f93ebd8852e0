package dev.sluice.worker.task.classify;

import dev.sluice.shared.config.Section;
import dev.sluice.worker.model.OnnxModel.Port;
import dev.sluice.worker.model.Tensor;

import org.bytedeco.opencv.opencv_core.Mat;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * How a network wants its picture: the {@code input} of {@code pipeline.yaml}, and the element type
 * and layout that the graph declares. A uint8 graph gets the pixels as they are; a float graph gets
 * {@code (v/255 − mean) / std} for each channel.
 *
 * @param name of the graph's input
 * @param planes whether channels come before rows (NCHW) rather than after columns (NHWC)
 * @param mean per channel, of values in 0–1
 * @param std per channel, of values in 0–1
 * @param shrink whether a JPEG larger than needed may be shrunk while it is decoded, which is
 *     quicker and changes the numbers a little
 */
record PictureInput(
        String name,
        int width,
        int height,
        Color color,
        Tensor.Type type,
        boolean planes,
        List<Float> mean,
        List<Float> std,
        boolean shrink) {

    /** Order and number of channels. */
    enum Color {
        RGB,
        BGR,
        GRAY;

        int channels() {
            return this == GRAY ? 1 : 3;
        }
    }

    private enum Resize {
        SQUASH
    }

    static PictureInput read(Section input, Map<String, Port> ports) {
        String name = input.text("name", "image");
        int width = input.integer("width", 224, 1, 8192);
        int height = input.integer("height", 224, 1, 8192);
        Color color = input.choice("color", Color.class, Color.RGB);
        input.choice("resize", Resize.class, Resize.SQUASH);
        List<Float> mean = numbers(input, "mean", color.channels(), 0f);
        List<Float> std = numbers(input, "std", color.channels(), 1f);
        boolean shrink = input.flag("shrink", false);
        input.done();
        Port port = ports.get(name);
        if (port == null) {
            input.problem(
                    "name",
                    "the graph has no input \"%s\", but %s".formatted(name, ports.keySet()));
            port = new Port(Tensor.Type.UINT8, List.of(-1L, -1L, -1L, -1L));
        }
        boolean planes = port.shape().size() == 4 && port.shape().get(1) == color.channels();
        List<Long> mine =
                planes
                        ? List.of(-1L, (long) color.channels(), (long) height, (long) width)
                        : List.of(-1L, (long) height, (long) width, (long) color.channels());
        if (!fits(port.shape(), mine)) {
            input.problem(
                    "width",
                    "with height and color makes %s, but the graph wants %s"
                            .formatted(mine, port.shape()));
        }
        if (port.type() != Tensor.Type.UINT8 && port.type() != Tensor.Type.FLOAT32) {
            input.problem(
                    "name",
                    "the graph wants %s; uint8 or float32 is needed".formatted(port.type()));
        }
        return new PictureInput(name, width, height, color, port.type(), planes, mean, std, shrink);
    }

    private static boolean fits(List<Long> graph, List<Long> mine) {
        if (graph.size() != mine.size()) {
            return false;
        }
        for (int i = 1; i < graph.size(); i++) {
            if (graph.get(i) > 0 && !graph.get(i).equals(mine.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<Float> numbers(Section input, String key, int count, float fallback) {
        List<String> texts = input.texts(key);
        if (texts.isEmpty()) {
            return Collections.nCopies(count, fallback);
        }
        try {
            List<Float> numbers = texts.stream().map(Float::valueOf).toList();
            if (numbers.size() == count && (!key.equals("std") || !numbers.contains(0f))) {
                return numbers;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        input.problem(key, "must be %d numbers, such as [0.485, 0.456, 0.406]".formatted(count));
        return Collections.nCopies(count, fallback);
    }

    /** The picture scaled to the network's size, aspect ratio not kept. */
    Tensor of(Mat bgr) {
        Pixels pixels = new Pixels(this);
        Bilinear.scale(
                bgr,
                width,
                height,
                (y, blue, green, red) -> {
                    switch (color) {
                        case BGR -> {
                            pixels.put(y, 0, blue);
                            pixels.put(y, 1, green);
                            pixels.put(y, 2, red);
                        }
                        case RGB -> {
                            pixels.put(y, 0, red);
                            pixels.put(y, 1, green);
                            pixels.put(y, 2, blue);
                        }
                        case GRAY -> pixels.put(y, 0, gray(blue, green, red));
                    }
                });
        return pixels.tensor();
    }

    /** Luma by ITU-R BT.601, of scaled and rounded values; in place of the blue ones. */
    private static int[] gray(int[] blue, int[] green, int[] red) {
        for (int i = 0; i < blue.length; i++) {
            blue[i] = (int) (0.114 * blue[i] + 0.587 * green[i] + 0.299 * red[i] + 0.5);
        }
        return blue;
    }

    /**
     * @param pixels rows of interleaved channels
     */
    Tensor of(byte[] pixels) {
        int channels = color.channels();
        Pixels tensor = new Pixels(this);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            for (int channel = 0; channel < channels; channel++) {
                for (int x = 0; x < width; x++) {
                    row[x] = pixels[(y * width + x) * channels + channel] & 0xFF;
                }
                tensor.put(y, channel, row);
            }
        }
        return tensor.tensor();
    }
}
