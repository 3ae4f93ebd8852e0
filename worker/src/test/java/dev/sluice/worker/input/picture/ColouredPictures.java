package dev.sluice.worker.input.picture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

import javax.imageio.ImageIO;

/** Pictures with a colour profile put in. */
final class ColouredPictures {
    private ColouredPictures() {}

    /** One of those that {@code colours/make.py} makes. */
    static byte[] profile(String name) {
        return resource(name + ".icc");
    }

    static byte[] resource(String name) {
        try (InputStream in = ColouredPictures.class.getResourceAsStream("/colours/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A PNG of one row. */
    static byte[] png(List<List<Integer>> colours, boolean grey) {
        BufferedImage picture =
                new BufferedImage(
                        colours.size(),
                        1,
                        grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < colours.size(); i++) {
            List<Integer> rgb = colours.get(i);
            if (grey) {
                picture.getRaster().setSample(i, 0, 0, rgb.get(1));
            } else {
                picture.setRGB(i, 0, rgb.get(0) << 16 | rgb.get(1) << 8 | rgb.get(2));
            }
        }
        return written(picture, "png");
    }

    static byte[] written(BufferedImage picture, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(picture, format, bytes)) {
                throw new IllegalStateException(format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Chunks behind IHDR, such as {@code iCCP}. */
    static byte[] withChunk(byte[] png, String type, byte... data) {
        byte[] named = joined(type.getBytes(ISO_8859_1), data);
        CRC32 sum = new CRC32();
        sum.update(named);
        byte[] chunk =
                joined(
                        ByteBuffer.allocate(4).putInt(data.length).array(),
                        named,
                        ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
        return joined(Arrays.copyOf(png, 33), chunk, Arrays.copyOfRange(png, 33, png.length));
    }

    static byte[] pngWith(byte[] png, byte[] icc) {
        return withChunk(png, "iCCP", joined(new byte[] {'p', 0, 0}, TinyPng.packed(icc)));
    }

    /**
     * @param size of the pieces, bytes
     */
    static byte[] jpegWith(byte[] jpeg, byte[] icc, int size) {
        int pieces = (icc.length + size - 1) / size;
        byte[] file = Arrays.copyOf(jpeg, 2);
        for (int i = 0; i < pieces; i++) {
            byte[] piece = Arrays.copyOfRange(icc, i * size, Math.min(icc.length, (i + 1) * size));
            file =
                    joined(
                            file,
                            new byte[] {(byte) 0xFF, (byte) 0xE2},
                            ByteBuffer.allocate(2).putShort((short) (piece.length + 16)).array(),
                            "ICC_PROFILE\0".getBytes(ISO_8859_1),
                            new byte[] {(byte) (i + 1), (byte) pieces},
                            piece);
        }
        return joined(file, Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    /** An animation of one frame, on a larger canvas. */
    static byte[] webpFrame(byte[] simple, PictureHeader header, int x, int y, int... canvas) {
        byte[] frame =
                joined(
                        three(x / 2),
                        three(y / 2),
                        three(header.width() - 1),
                        three(header.height() - 1),
                        three(100),
                        new byte[] {1},
                        Arrays.copyOfRange(simple, 12, simple.length));
        byte[] extended =
                joined(new byte[] {2, 0, 0, 0}, three(canvas[0] - 1), three(canvas[1] - 1));
        return chunk(
                "RIFF",
                joined(
                        "WEBP".getBytes(ISO_8859_1),
                        chunk("VP8X", extended),
                        chunk("ANIM", new byte[] {0, 0, 0, 0, 0, 0}),
                        chunk("ANMF", frame)));
    }

    /**
     * The extended form of a simple WebP.
     *
     * @param chunks a name and its content, in turns
     */
    static byte[] webpWith(byte[] simple, PictureHeader header, int flags, Object... chunks) {
        byte[] extended =
                ByteBuffer.allocate(10)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(flags)
                        .put(three(header.width() - 1))
                        .put(three(header.height() - 1))
                        .array();
        byte[] body = joined("WEBP".getBytes(ISO_8859_1), chunk("VP8X", extended));
        byte[] picture = Arrays.copyOfRange(simple, 12, simple.length);
        for (int i = 0; i < chunks.length; i += 2) {
            byte[] chunk = chunk((String) chunks[i], (byte[]) chunks[i + 1]);
            boolean before = chunks[i].equals("ICCP");
            body = before ? joined(body, chunk) : body;
            picture = before ? picture : joined(picture, chunk);
        }
        return chunk("RIFF", joined(body, picture));
    }

    private static byte[] three(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16)};
    }

    private static byte[] chunk(String name, byte[] content) {
        byte[] length =
                ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(content.length)
                        .array();
        return joined(name.getBytes(ISO_8859_1), length, content, new byte[content.length & 1]);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
