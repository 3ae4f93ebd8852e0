package dev.sluice.ops.models.compare;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;

import javax.imageio.ImageIO;

/** A picture small enough to stand in a page itself, as an address of the form {@code data:}. */
final class Thumbnail {
    private static final int SIDE = 480;

    /** Bytes of a file that is shown as it is: turning and colours are then as its makers meant. */
    private static final int SMALL = 200_000;

    private Thumbnail() {}

    /** What Java cannot read, and a browser perhaps can, is given as it is. */
    static String of(byte[] file) throws IOException {
        if (file.length > SMALL) {
            BufferedImage picture = read(file);
            if (picture != null) {
                ByteArrayOutputStream scaled = new ByteArrayOutputStream();
                if (ImageIO.write(scaled(picture), "jpg", scaled)) {
                    return address(scaled.toByteArray());
                }
            }
        }
        return address(file);
    }

    private static @org.jspecify.annotations.Nullable BufferedImage read(byte[] file) {
        try {
            return ImageIO.read(new ByteArrayInputStream(file));
        } catch (IOException | RuntimeException e) {
            return null; // a form that it does not know; decoders throw anything
        }
    }

    private static BufferedImage scaled(BufferedImage picture) {
        double by = Math.min(1, (double) SIDE / Math.max(picture.getWidth(), picture.getHeight()));
        int width = (int) Math.max(1, Math.round(picture.getWidth() * by));
        int height = (int) Math.max(1, Math.round(picture.getHeight() * by));
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D canvas = small.createGraphics();
        canvas.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        canvas.drawImage(picture, 0, 0, width, height, null);
        canvas.dispose();
        return small;
    }

    private static String address(byte[] file) {
        return String.format(
                Locale.ROOT,
                "data:%s;base64,%s",
                type(file),
                Base64.getEncoder().encodeToString(file));
    }

    private static String type(byte[] file) {
        return switch (file.length < 2 ? 0 : file[0] & 0xff) {
            case 0x89 -> "image/png";
            case 'G' -> "image/gif";
            case 'B' -> "image/bmp";
            case 'R' -> "image/webp";
            default -> "image/jpeg";
        };
    }
}
