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
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a network wants its picture: the {@code input} of {@code pipeline.yaml}, and the element type
 * and layout of the graph. A uint8 graph gets the pixels as they are; a float graph gets {@code
 * (v/white − mean) / std} for each channel.
 *
 * <p>Options: {@code name} of the graph's input (default {@code image}), {@code color} ({@code
 * rgb}, {@code bgr} or {@code gray}), those of {@link Resize} and {@link Normalization}, {@code
 * layout} where the graph does not tell ({@link LayoutChoice}), {@code shrink} (whether a JPEG
 * larger than needed may be shrunk while it is decoded, which is quicker and changes the numbers a
 * little) and {@code background} (what transparent pixels let through, default white).
 */
public final class PictureInput {
    private static final Set<Tensor.Type> TAKEN =
            Set.of(Tensor.Type.UINT8, Tensor.Type.FLOAT16, Tensor.Type.FLOAT32);

    /** Stands in for an input that is not there, so that the other problems come out too. */
    private static final Port ANY = new Port("uint8", List.of(-1L, -1L, -1L, -1L));

    private final String name;
    private final Resize resize;
    private final Encoding encoding;
    private final boolean shrink;
    private final Matte background;

    PictureInput(String name, Resize resize, Encoding encoding, boolean shrink, Matte background) {
        this.name = name;
        this.resize = resize;
        this.encoding = encoding;
        this.shrink = shrink;
        this.background = background;
    }

    /** Order and number of channels. */
    public enum Color {
        RGB,
        BGR,
        GRAY;

        public int channels() {
            return this == GRAY ? 1 : 3;
        }
    }

    /**
     * @param input is told what does not suit the graph
     * @param model runs once or twice if its declared shape does not tell its layout
     */
    public static PictureInput read(Section input, OnnxModel model) {
        Map<String, Port> ports = model.inputs();
        String name = input.text("name", "image");
        Resize resize = Resize.read(input);
        Color color = input.choice("color", Color.class, Color.RGB);
        boolean shrink = input.flag("shrink", false);
        Matte background = background(input);
        Tensor.Type type = type(input, name, ports);
        Port port = Optional.ofNullable(ports.get(name)).filter(PictureInput::picture).orElse(ANY);
        Normalization numbers =
                Normalization.read(input, color.channels(), type == Tensor.Type.UINT8);
        Layout layout =
                new LayoutChoice(input, model, name, port)
                        .of(new Layout.Size(color.channels(), resize.height(), resize.width()));
        input.done();
        Encoding encoding = new Encoding(color, type, layout, numbers);
        return new PictureInput(name, resize, encoding, shrink, background);
    }

    private static Tensor.Type type(Section input, String name, Map<String, Port> ports) {
        Port port = ports.get(name);
        if (port == null || !picture(port)) {
            input.problem(
                    "name",
                    (port == null
                                            ? "the graph has no input \"%s\", but %s"
                                            : "the graph's input \"%s\" takes no picture, but %s")
                                    .formatted(name, port == null ? Port.list(ports) : port)
                            + (ports.values().stream().noneMatch(PictureInput::picture)
                                    ? "; a model that takes pictures has an input of four"
                                            + " dimensions, [N, channels, height, width] or [N,"
                                            + " height, width, channels]"
                                    : ""));
            return Tensor.Type.UINT8;
        }
        if (!port.shape().isEmpty() && port.shape().getFirst() > 1) {
            input.problem(
                    "name",
                    "the graph's input \"%s\" takes exactly %d pictures at a time; export it with a free first dimension, or with one of 1"
                            .formatted(name, port.shape().getFirst()));
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

    /** Whether a picture fits in, by the number of dimensions alone. */
    private static boolean picture(Port port) {
        return port.shape().isEmpty() || port.shape().size() == 4;
    }

    private static Matte background(Section input) {
        return Matte.parse(input.text("background", "white"))
                .orElseGet(
                        () -> {
                            input.problem("background", "must be white, black or \"#rrggbb\"");
                            return Matte.WHITE;
                        });
    }

    /** Of the graph's input. */
    public String name() {
        return name;
    }

    /** Of what the network sees, in px. */
    public int width() {
        return resize.width();
    }

    /** Of what the network sees, in px. */
    public int height() {
        return resize.height();
    }

    /** How many numbers a pixel has. */
    public int channels() {
        return encoding.channels();
    }

    /** Of the tensor that {@link #of(Mat)} makes. */
    public long bytes() {
        return (long) width() * height() * channels() * encoding.type().bytes();
    }

    /**
     * How long both sides of a picture must still be, in px, if it is shrunk while it is decoded;
     * empty if every pixel is wanted.
     */
    public OptionalInt sideNeeded() {
        return shrink ? OptionalInt.of(resize.sideNeeded()) : OptionalInt.empty();
    }

    /** What transparent pixels let through. */
    public Matte background() {
        return background;
    }

    /** Where a picture of this size lies in the tensor that {@link #of(Mat)} makes of it. */
    public Placement placement(int width, int height) {
        return resize.place(width, height);
    }

    /** The picture as the network wants it. */
    public Tensor of(Mat bgr) {
        Placement placement = placement(bgr.cols(), bgr.rows());
        int left = Math.max(0, placement.to().x());
        Pixels pixels = new Pixels(encoding, width(), height());
        if (!placement.to().within(resize.frame()).equals(resize.frame())) {
            pixels.fill(resize.fill());
        }
        resize.scale(
                bgr,
                placement,
                (y, blue, green, red) -> {
                    switch (encoding.color()) {
                        case BGR -> {
                            pixels.put(left, y, 0, blue);
                            pixels.put(left, y, 1, green);
                            pixels.put(left, y, 2, red);
                        }
                        case RGB -> {
                            pixels.put(left, y, 0, red);
                            pixels.put(left, y, 1, green);
                            pixels.put(left, y, 2, blue);
                        }
                        case GRAY -> pixels.put(left, y, 0, gray(blue, green, red));
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
     * @param pixels of the network's size, rows of interleaved channels
     */
    public Tensor of(byte[] pixels) {
        int channels = channels();
        Pixels tensor = new Pixels(encoding, width(), height());
        int[] row = new int[width()];
        for (int y = 0; y < height(); y++) {
            for (int channel = 0; channel < channels; channel++) {
                for (int x = 0; x < row.length; x++) {
                    row[x] = pixels[(y * row.length + x) * channels + channel] & 0xFF;
                }
                tensor.put(0, y, channel, row);
            }
        }
        return tensor.tensor();
    }
}
