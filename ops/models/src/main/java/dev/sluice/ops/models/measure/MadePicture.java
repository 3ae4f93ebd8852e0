package dev.sluice.ops.models.measure;

import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageOutputStream;

/** Files that take about as long to decode as a photo: soft shades with some noise. */
final class MadePicture {
    private static final long SEED = 20261129;
    private static final int NOISE = 24;

    private MadePicture() {}

    /** Plain: baseline, with half the colours each way. */
    static byte[] jpeg(int width, int height) throws IOException {
        return written(painted(width, height, BufferedImage.TYPE_3BYTE_BGR), "jpg");
    }

    /** Progressive 4:4:4: its decoder holds all coefficients at once. */
    static byte[] progressiveJpeg(int width, int height) throws IOException {
        BufferedImage picture = painted(width, height, BufferedImage.TYPE_3BYTE_BGR);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpg").next();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(file)) {
            ImageWriteParam asked = writer.getDefaultWriteParam();
            asked.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            IIOMetadata described =
                    writer.getDefaultImageMetadata(
                            ImageTypeSpecifier.createFromRenderedImage(picture), asked);
            Element tree = (Element) described.getAsTree(described.getNativeMetadataFormatName());
            NodeList components = tree.getElementsByTagName("componentSpec");
            for (int i = 0; i < components.getLength(); i++) {
                Element component = (Element) components.item(i);
                component.setAttribute("HsamplingFactor", "1");
                component.setAttribute("VsamplingFactor", "1");
            }
            described.setFromTree(described.getNativeMetadataFormatName(), tree);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, described), asked);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    /** With transparency: decoded to four channels before it has three. */
    static byte[] png(int width, int height) throws IOException {
        return written(painted(width, height, BufferedImage.TYPE_4BYTE_ABGR), "png");
    }

    private static BufferedImage painted(int width, int height, int type) {
        BufferedImage picture = new BufferedImage(width, height, type);
        byte[] pixels = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        Random random = new Random(SEED);
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int noise = random.nextInt(NOISE);
                if (type == BufferedImage.TYPE_4BYTE_ABGR) {
                    pixels[i++] = (byte) 255;
                }
                pixels[i++] = (byte) (255 * x / width * 9 / 10 + noise);
                pixels[i++] = (byte) (255 * y / height * 9 / 10 + noise);
                pixels[i++] = (byte) ((x / 16 + y / 16) % 200 + noise);
            }
        }
        return picture;
    }

    private static byte[] written(BufferedImage picture, String format) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(picture, format, file);
        return file.toByteArray();
    }
}
