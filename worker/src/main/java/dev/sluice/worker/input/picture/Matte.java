package dev.sluice.worker.input.picture;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.opencv_core.Mat;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The colour that transparent pixels let through. Blended as browsers do: 8-bit values as they are,
 * gamma or not.
 *
 * @param red 0 to 255, as the others
 */
public record Matte(int red, int green, int blue) {
    /** What most viewers show behind a picture. */
    public static final Matte WHITE = new Matte(255, 255, 255);

    private static final Matte BLACK = new Matte(0, 0, 0);
    private static final Pattern HEX = Pattern.compile("#[0-9a-f]{6}");

    /** {@code white}, {@code black} or {@code #rrggbb}, in any case. */
    public static Optional<Matte> parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (lower.equals("white")) {
            return Optional.of(WHITE);
        }
        if (lower.equals("black")) {
            return Optional.of(BLACK);
        }
        if (!HEX.matcher(lower).matches()) {
            return Optional.empty();
        }
        int rgb = Integer.parseInt(lower, 1, lower.length(), 16);
        return Optional.of(new Matte(rgb >> 16, rgb >> 8 & 0xFF, rgb & 0xFF));
    }

    /**
     * The picture as it is seen: BGR, 8 bits.
     *
     * @param stored grey, BGR or BGRA, 8 or 16 bits; borrowed
     * @param clear the grey that is transparent, in the bits stored; negative if there is none
     * @param colours makes of the picture's colours those of the matte, sRGB's
     */
    Mat behind(Mat stored, int clear, ToSrgb colours) {
        return PictureDecoder.finished(
                new Mat(stored.rows(), stored.cols(), CV_8UC3),
                seen -> paint(stored, clear, colours, seen));
    }

    private void paint(Mat stored, int clear, ToSrgb colours, Mat seen) {
        int width = stored.cols();
        int channels = stored.channels();
        int[] samples = new int[width * channels];
        byte[] row = new byte[width * 3];
        boolean deep = stored.depth() == CV_16U;
        byte[] bytes = new byte[deep ? 0 : samples.length];
        short[] shorts = new short[deep ? samples.length : 0];
        for (int y = 0; y < stored.rows(); y++) {
            try (BytePointer from = stored.ptr(y);
                    BytePointer to = seen.ptr(y)) {
                if (deep) {
                    read(from, samples, shorts);
                } else {
                    read(from, samples, bytes);
                }
                switch (channels) {
                    case 1 -> grey(samples, row, deep);
                    case 3 -> opaque(samples, row, deep);
                    default -> colours(samples, row, deep);
                }
                colours.convert(row);
                switch (channels) {
                    case 1 -> blank(samples, row, clear);
                    case 4 -> blend(samples, row, deep);
                    default -> {}
                }
                to.put(row);
            }
        }
    }

    /**
     * Whether there is an alpha channel of nothing but 0. Writers of BMP leave it so that mean no
     * alpha, and viewers show the colours.
     */
    static boolean unused(Mat stored) {
        if (stored.channels() != 4) {
            return false;
        }
        try (Mat alpha = new Mat()) {
            extractChannel(stored, alpha, 3);
            return countNonZero(alpha) == 0;
        }
    }

    /** The colours alone. */
    static Mat without(Mat stored) {
        Mat colours = new Mat();
        cvtColor(stored, colours, COLOR_BGRA2BGR);
        return colours;
    }

    private static void grey(int[] samples, byte[] row, boolean deep) {
        for (int i = 0, to = 0; i < samples.length; i++, to += 3) {
            byte value = (byte) eight(samples[i], deep);
            row[to] = value;
            row[to + 1] = value;
            row[to + 2] = value;
        }
    }

    private static void opaque(int[] samples, byte[] row, boolean deep) {
        for (int i = 0; i < samples.length; i++) {
            row[i] = (byte) eight(samples[i], deep);
        }
    }

    private static void colours(int[] samples, byte[] row, boolean deep) {
        for (int i = 0, to = 0; i < samples.length; i += 4, to += 3) {
            row[to] = (byte) eight(samples[i], deep);
            row[to + 1] = (byte) eight(samples[i + 1], deep);
            row[to + 2] = (byte) eight(samples[i + 2], deep);
        }
    }

    private void blank(int[] samples, byte[] row, int clear) {
        for (int i = 0, to = 0; i < samples.length; i++, to += 3) {
            if (samples[i] == clear) {
                row[to] = (byte) blue;
                row[to + 1] = (byte) green;
                row[to + 2] = (byte) red;
            }
        }
    }

    private void blend(int[] samples, byte[] row, boolean deep) {
        for (int i = 3, to = 0; i < samples.length; i += 4, to += 3) {
            int alpha = eight(samples[i], deep);
            row[to] = mix(row[to] & 0xFF, blue, alpha);
            row[to + 1] = mix(row[to + 1] & 0xFF, green, alpha);
            row[to + 2] = mix(row[to + 2] & 0xFF, red, alpha);
        }
    }

    private static byte mix(int above, int below, int alpha) {
        return (byte) ((above * alpha + below * (255 - alpha) + 127) / 255);
    }

    /** round(v / 257). */
    private static int eight(int value, boolean deep) {
        return deep ? (value * 255 + 32_767) / 65_535 : value;
    }

    private static void read(BytePointer row, int[] samples, byte[] buffer) {
        row.get(buffer);
        for (int i = 0; i < buffer.length; i++) {
            samples[i] = buffer[i] & 0xFF;
        }
    }

    private static void read(BytePointer row, int[] samples, short[] buffer) {
        try (ShortPointer values = new ShortPointer(row)) {
            values.get(buffer);
        }
        for (int i = 0; i < buffer.length; i++) {
            samples[i] = buffer[i] & 0xFFFF;
        }
    }
}
