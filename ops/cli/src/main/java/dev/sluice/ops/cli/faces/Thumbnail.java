package dev.sluice.ops.cli.faces;

import com.fasterxml.jackson.databind.JsonNode;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

import javax.imageio.ImageIO;

/** A face in its surroundings, small, for a page. */
final class Thumbnail {
    /** Of the square that is shown, in px. */
    static final int SIDE = 160;

    /** What is shown is so many times as large as the face. */
    private static final double AROUND = 1.8;

    private Thumbnail() {}

    /**
     * The address of a picture that lies in itself; empty where Java cannot read the picture
     * (WebP).
     *
     * @param box as result documents have it, parts of width and height; missing for the whole
     */
    static Optional<String> of(byte[] picture, JsonNode box) {
        try {
            BufferedImage whole = ImageIO.read(new ByteArrayInputStream(picture));
            if (whole == null) {
                return Optional.empty();
            }
            BufferedImage small = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = small.createGraphics();
            graphics.setRenderingHint(
                    RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            graphics.setColor(Color.LIGHT_GRAY);
            graphics.fillRect(0, 0, SIDE, SIDE);
            draw(whole, box, graphics);
            graphics.dispose();
            ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
            ImageIO.write(small, "jpeg", jpeg);
            return Optional.of(
                    "data:image/jpeg;base64,"
                            + Base64.getEncoder().encodeToString(jpeg.toByteArray()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void draw(BufferedImage whole, JsonNode box, Graphics2D graphics) {
        double left = box.path("left").asDouble(0) * whole.getWidth();
        double top = box.path("top").asDouble(0) * whole.getHeight();
        double width = box.path("width").asDouble(1) * whole.getWidth();
        double height = box.path("height").asDouble(1) * whole.getHeight();
        double side = Math.max(width, height) * (box.has("width") ? AROUND : 1);
        double scale = SIDE / side;
        double x = left + width / 2 - side / 2;
        double y = top + height / 2 - side / 2;
        graphics.translate(-x * scale, -y * scale);
        graphics.scale(scale, scale);
        graphics.drawImage(whole, 0, 0, null);
    }
}
