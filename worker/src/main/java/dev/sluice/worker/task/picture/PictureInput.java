package dev.sluice.worker.task.picture;

import dev.sluice.shared.config.Section;
import dev.sluice.worker.input.picture.Matte;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.Port;
import dev.sluice.worker.model.Tensor;

import org.bytedeco.opencv.opencv_core.Mat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a network wants its picture: the {@code input} of {@code pipeline.yaml}, and the element type
 * and layout of the graph. A uint8 graph gets the pixels as they are; a float graph gets {@code
 * (v/white − mean) / std} for each channel.
 *
 * @param name of the graph's input
 * @param planes whether channels come before rows (NCHW) rather than after columns (NHWC)
 * @param white what a channel is divided by: 255 to scale values to 0–1, 1 to leave them in 0–255
 * @param mean per channel, on that scale
 * @param std per channel, on that scale
 * @param shrink whether a JPEG larger than needed may be shrunk while it is decoded, which is
 *     quicker and changes the numbers a little
 * @param background what transparent pixels let through
 */
public record PictureInput(
        String name,
        int width,
        int height,
        Color color,
        Tensor.Type type,
        boolean planes,
        float white,
        List<Float> mean,
        List<Float> std,
        boolean shrink,
        Matte background) {

    private static final Set<Tensor.Type> TAKEN =
            Set.of(Tensor.Type.UINT8, Tensor.Type.FLOAT16, Tensor.Type.FLOAT32);

    /** Stands in for an input that is not there, so that the other problems come out too. */
    private static final Port ANY = new Port("uint8", List.of(-1L, -1L, -1L, -1L));

    /** Order and number of channels. */
    public enum Color {
        RGB,
        BGR,
        GRAY;

        public int channels() {
            return this == GRAY ? 1 : 3;
        }
    }

    private enum Resize {
        SQUASH
    }

    /**
     * @param input is told what does not suit the graph
     * @param model runs once or twice if its declared shape does not tell its layout
     */
    public static PictureInput read(Section input, OnnxModel model) {
        Map<String, Port> ports = model.inputs();
        String name = input.text("name", "image");
        int width = input.integer("width", 224, 1, 8192);
        int height = input.integer("height", 224, 1, 8192);
        Color color = input.choice("color", Color.class, Color.RGB);
        input.choice("resize", Resize.class, Resize.SQUASH);
        boolean shrink = input.flag("shrink", false);
        Matte background = background(input);
        Port port = ports.get(name);
        Tensor.Type type = type(input, name, ports);
        Scaling scaling = Scaling.read(input, color.channels(), type == Tensor.Type.UINT8);
        Layout layout =
                new LayoutChoice(input, model, name, port == null ? ANY : port)
                        .of(new Layout.Size(color.channels(), height, width));
        input.done();
        return new PictureInput(
                name,
                width,
                height,
                color,
                type,
                layout == Layout.NCHW,
                scaling.white(),
                scaling.mean(),
                scaling.std(),
                shrink,
                background);
    }

    private static Tensor.Type type(Section input, String name, Map<String, Port> ports) {
        Port port = ports.get(name);
        if (port == null) {
            input.problem(
                    "name",
                    "the graph has no input \"%s\", but %s".formatted(name, Port.list(ports)));
            return Tensor.Type.UINT8;
        }
        Optional<Tensor.Type> type = port.type().filter(TAKEN::contains);
        if (type.isEmpty()) {
            input.problem(
                    "name",
                    "the graph's input \"%s\" is %s; uint8, float16 or float32 is needed"
                            .formatted(name, port));
        }
        return type.orElse(Tensor.Type.UINT8);
    }

    private static Matte background(Section input) {
        return Matte.parse(input.text("background", "white"))
                .orElseGet(
                        () -> {
                            input.problem("background", "must be white, black or \"#rrggbb\"");
                            return Matte.WHITE;
                        });
    }

    /** The picture scaled to the network's size, aspect ratio not kept. */
    public Tensor of(Mat bgr) {
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
    public Tensor of(byte[] pixels) {
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
