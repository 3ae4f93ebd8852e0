package dev.sluice.worker.task.picture;

import dev.sluice.worker.model.Tensor;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Pictures for a network that has seen no upload yet.
 *
 * @param input of the network; each item has this one input
 */
public record TestPictures(PictureInput input) {
    private static final long NOISE = 20261121;

    /** Noise, the same each time, which takes a network through all its work. */
    public Map<String, Tensor> noise() {
        byte[] noise = new byte[bytes()];
        new Random(NOISE).nextBytes(noise);
        return item(noise);
    }

    /** Black, white, from black to white, and stripes. */
    public List<Map<String, Tensor>> unlike() {
        byte[] black = new byte[bytes()];
        byte[] white = new byte[bytes()];
        byte[] gradient = new byte[bytes()];
        byte[] stripes = new byte[bytes()];
        for (int i = 0; i < white.length; i++) {
            white[i] = (byte) 255;
            gradient[i] = (byte) (255L * i / white.length);
            stripes[i] = (byte) (i / input.channels() / 8 % 2 * 255);
        }
        return Stream.of(black, white, gradient, stripes).map(this::item).toList();
    }

    private int bytes() {
        return input.width() * input.height() * input.channels();
    }

    private Map<String, Tensor> item(byte[] pixels) {
        return Map.of(input.name(), input.of(pixels));
    }
}
