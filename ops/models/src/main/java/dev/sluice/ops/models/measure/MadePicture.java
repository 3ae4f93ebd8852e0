package dev.sluice.ops.models.measure;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;

import javax.imageio.ImageIO;

/** A JPEG that takes about as long to decode as a photo: soft shades with some noise. */
final class MadePicture {
    private static final long SEED = 20261129;
    private static final int NOISE = 24;

    private MadePicture() {}

    static byte[] jpeg(int width, int height) throws IOException {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        byte[] pixels = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        Random random = new Random(SEED);
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int noise = random.nextInt(NOISE);
                pixels[i++] = (byte) (255 * x / width * 9 / 10 + noise);
                pixels[i++] = (byte) (255 * y / height * 9 / 10 + noise);
                pixels[i++] = (byte) ((x / 16 + y / 16) % 200 + noise);
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(picture, "jpg", file);
        return file.toByteArray();
    }
}
