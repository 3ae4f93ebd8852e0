package dev.sluice.worker.task.classify;

import dev.sluice.shared.config.Section;
import dev.sluice.worker.model.OnnxModel.Port;
import dev.sluice.worker.model.Tensor;

import org.bytedeco.opencv.opencv_core.Mat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
 */
record PictureInput(
        String name,
        int width,
        int height,
        Color color,
        Tensor.Type type,
        boolean planes,
        List<Float> mean,
        List<Float> std) {

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
        return new PictureInput(name, width, height, color, port.type(), planes, mean, std);
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
        byte[] scaled = Bilinear.scale(bgr, width, height);
        return of(
                switch (color) {
                    case BGR -> scaled;
                    case RGB -> swapped(scaled);
                    case GRAY -> gray(scaled);
                });
    }

    private static byte[] swapped(byte[] pixels) {
        for (int i = 0; i < pixels.length; i += 3) {
            byte blue = pixels[i];
            pixels[i] = pixels[i + 2];
            pixels[i + 2] = blue;
        }
        return pixels;
    }

    /** Luma by ITU-R BT.601. */
    private static byte[] gray(byte[] bgr) {
        byte[] gray = new byte[bgr.length / 3];
        for (int i = 0; i < gray.length; i++) {
            double luma =
                    0.114 * (bgr[3 * i] & 0xFF)
                            + 0.587 * (bgr[3 * i + 1] & 0xFF)
                            + 0.299 * (bgr[3 * i + 2] & 0xFF);
            gray[i] = (byte) Math.floor(luma + 0.5);
        }
        return gray;
    }

    /**
     * @param pixels rows of interleaved channels
     */
    Tensor of(byte[] pixels) {
        int channels = color.channels();
        int area = width * height;
        if (type == Tensor.Type.UINT8 && !planes) {
            return Tensor.of(type, ByteBuffer.wrap(pixels), height, width, channels);
        }
        ByteBuffer values =
                ByteBuffer.allocate(pixels.length * type.bytes()).order(ByteOrder.nativeOrder());
        for (int i = 0; i < pixels.length; i++) {
            int channel = i % channels;
            int at = planes ? channel * area + i / channels : i;
            if (type == Tensor.Type.UINT8) {
                values.put(at, pixels[i]);
            } else {
                float unit = (pixels[i] & 0xFF) / 255f;
                values.putFloat(at * Float.BYTES, (unit - mean.get(channel)) / std.get(channel));
            }
        }
        return planes
                ? Tensor.of(type, values, channels, height, width)
                : Tensor.of(type, values, height, width, channels);
    }
}
