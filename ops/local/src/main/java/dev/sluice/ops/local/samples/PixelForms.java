package dev.sluice.ops.local.samples;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/**
 * One RGB picture in other pixel formats and orientations; sample by sample, so that no colour
 * management steps in.
 */
final class PixelForms {
    private static final int LEVELS = 6; // of each colour in the palette

    private PixelForms() {}

    /** The same pixels, 8-bit RGB, cut to a size. */
    static BufferedImage cropped(BufferedImage picture, int width, int height) {
        BufferedImage part = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                part.setRGB(x, y, picture.getRGB(x, y));
            }
        }
        return part;
    }

    static BufferedImage grey(BufferedImage rgb, boolean sixteenBits) {
        BufferedImage grey =
                new BufferedImage(
                        rgb.getWidth(),
                        rgb.getHeight(),
                        sixteenBits
                                ? BufferedImage.TYPE_USHORT_GRAY
                                : BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < rgb.getHeight(); y++) {
            for (int x = 0; x < rgb.getWidth(); x++) {
                int level = luma(rgb.getRGB(x, y));
                grey.getRaster().setSample(x, y, 0, sixteenBits ? level * 257 : level);
            }
        }
        return grey;
    }

    /** ITU-R BT.601, 0 to 255. */
    static int luma(int rgb) {
        return (299 * red(rgb) + 587 * green(rgb) + 114 * blue(rgb) + 500) / 1000;
    }

    static BufferedImage sixteenBitRgb(BufferedImage rgb) {
        ComponentColorModel model =
                new ComponentColorModel(
                        ColorSpace.getInstance(ColorSpace.CS_sRGB),
                        false,
                        false,
                        Transparency.OPAQUE,
                        DataBuffer.TYPE_USHORT);
        WritableRaster raster =
                model.createCompatibleWritableRaster(rgb.getWidth(), rgb.getHeight());
        for (int y = 0; y < rgb.getHeight(); y++) {
            for (int x = 0; x < rgb.getWidth(); x++) {
                int color = rgb.getRGB(x, y);
                raster.setPixel(
                        x, y, new int[] {red(color) * 257, green(color) * 257, blue(color) * 257});
            }
        }
        return new BufferedImage(model, raster, false, null);
    }

    /** 216 colours, six levels of each primary, the nearest one without dithering. */
    static BufferedImage palette(BufferedImage rgb) {
        int colors = LEVELS * LEVELS * LEVELS;
        byte[][] table = new byte[3][colors];
        for (int i = 0; i < colors; i++) {
            table[0][i] = (byte) (i / LEVELS / LEVELS * 51);
            table[1][i] = (byte) (i / LEVELS % LEVELS * 51);
            table[2][i] = (byte) (i % LEVELS * 51);
        }
        IndexColorModel model = new IndexColorModel(8, colors, table[0], table[1], table[2]);
        BufferedImage picture =
                new BufferedImage(
                        rgb.getWidth(), rgb.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
        for (int y = 0; y < rgb.getHeight(); y++) {
            for (int x = 0; x < rgb.getWidth(); x++) {
                int color = rgb.getRGB(x, y);
                int index =
                        (level(red(color)) * LEVELS + level(green(color))) * LEVELS
                                + level(blue(color));
                picture.getRaster().setSample(x, y, 0, index);
            }
        }
        return picture;
    }

    private static int level(int sample) {
        return (sample + 25) / 51;
    }

    /** Opaque on the left, fading to fully transparent on the right; the colours stay below. */
    static BufferedImage fading(BufferedImage rgb) {
        int width = rgb.getWidth();
        BufferedImage picture =
                new BufferedImage(width, rgb.getHeight(), BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < rgb.getHeight(); y++) {
            for (int x = 0; x < width; x++) {
                int alpha = 255 - 255 * x / (width - 1);
                picture.setRGB(x, y, alpha << 24 | (rgb.getRGB(x, y) & 0xFFFFFF));
            }
        }
        return picture;
    }

    /**
     * Cyan, magenta, yellow and black, each inverted (255 is no ink); black takes all that the
     * three have in common.
     */
    static Raster invertedCmyk(BufferedImage rgb) {
        WritableRaster raster =
                Raster.createInterleavedRaster(
                        DataBuffer.TYPE_BYTE, rgb.getWidth(), rgb.getHeight(), 4, null);
        for (int y = 0; y < rgb.getHeight(); y++) {
            for (int x = 0; x < rgb.getWidth(); x++) {
                int color = rgb.getRGB(x, y);
                int most = Math.max(red(color), Math.max(green(color), blue(color)));
                int scale = Math.max(most, 1); // red = cyan' · black' / 255, and so on
                raster.setPixel(
                        x,
                        y,
                        new int[] {
                            red(color) * 255 / scale,
                            green(color) * 255 / scale,
                            blue(color) * 255 / scale,
                            most
                        });
            }
        }
        return raster;
    }

    /**
     * The pixels as a camera held that way stores them: who turns them by the orientation gets the
     * upright picture again.
     *
     * @param orientation Exif's 1 to 8
     */
    static BufferedImage stored(BufferedImage upright, int orientation) {
        int width = upright.getWidth();
        int height = upright.getHeight();
        boolean onItsSide = orientation >= 5;
        BufferedImage stored =
                new BufferedImage(
                        onItsSide ? height : width,
                        onItsSide ? width : height,
                        BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int fromRight = width - 1 - x;
                int fromBottom = height - 1 - y;
                int color = upright.getRGB(x, y);
                // Exif: where in the upright picture the stored 0th row and 0th column are.
                switch (orientation) {
                    case 1 -> stored.setRGB(x, y, color); // top, left
                    case 2 -> stored.setRGB(fromRight, y, color); // top, right
                    case 3 -> stored.setRGB(fromRight, fromBottom, color); // bottom, right
                    case 4 -> stored.setRGB(x, fromBottom, color); // bottom, left
                    case 5 -> stored.setRGB(y, x, color); // left, top
                    case 6 -> stored.setRGB(y, fromRight, color); // right, top
                    case 7 -> stored.setRGB(fromBottom, fromRight, color); // right, bottom
                    case 8 -> stored.setRGB(fromBottom, x, color); // left, bottom
                    default -> throw new IllegalArgumentException("Orientation " + orientation);
                }
            }
        }
        return stored;
    }

    static int red(int rgb) {
        return rgb >> 16 & 0xFF;
    }

    static int green(int rgb) {
        return rgb >> 8 & 0xFF;
    }

    static int blue(int rgb) {
        return rgb & 0xFF;
    }
}
