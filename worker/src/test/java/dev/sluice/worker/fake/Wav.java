package dev.sluice.worker.fake;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/**
 * WAV files as the world's programs write them.
 *
 * @param tag 1 PCM, 3 floating point, 6 A-law, 7 µ-law
 * @param bits of a sample
 */
public record Wav(int tag, int bits, int channels, int rate) {
    public static final Wav PLAIN = new Wav(1, 16, 1, 16_000);

    /** The samples of all channels alike, -1 to 1. */
    public byte[] of(int samples, IntToDoubleFunction value) {
        return file(data(samples, value), -1);
    }

    public byte[] sine(double hertz, double seconds) {
        return of((int) (seconds * rate), i -> 0.3 * Math.sin(2 * Math.PI * hertz * i / rate));
    }

    /** A chord with overtones, that decays like a piano's every half second. */
    public byte[] music(double seconds) {
        return of(
                (int) (seconds * rate),
                i -> {
                    double t = (double) i / rate;
                    double sum = 0;
                    for (double note : new double[] {261.63, 329.63, 392}) {
                        for (int k = 1; k < 5; k++) {
                            sum += Math.sin(2 * Math.PI * note * k * t) / k;
                        }
                    }
                    return 0.1 * sum * Math.exp(-4 * (t % 0.5));
                });
    }

    public byte[] noise(double seconds) {
        Random random = new Random(1);
        return of((int) (seconds * rate), _ -> 0.1 * random.nextGaussian());
    }

    public byte[] data(int samples, IntToDoubleFunction value) {
        ByteBuffer data =
                ByteBuffer.allocate(samples * channels * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < samples; i++) {
            for (int channel = 0; channel < channels; channel++) {
                put(data, value.applyAsDouble(i));
            }
        }
        return data.array();
    }

    private void put(ByteBuffer data, double v) {
        switch (tag * 100 + bits) {
            case 108 -> data.put((byte) Math.clamp(Math.round(v * 128) + 128, 0, 255));
            case 116 -> data.putShort((short) Math.clamp(Math.round(v * 32768), -32768, 32767));
            case 124 -> {
                int level = (int) Math.clamp(Math.round(v * 8388608), -8388608, 8388607);
                data.put((byte) level).put((byte) (level >> 8)).put((byte) (level >> 16));
            }
            case 132 ->
                    data.putInt(
                            (int)
                                    Math.clamp(
                                            Math.round(v * 2147483648.0),
                                            -2147483648L,
                                            2147483647L));
            case 332 -> data.putFloat((float) v);
            case 364 -> data.putDouble(v);
            default -> data.put((byte) 0);
        }
    }

    /**
     * @param announced as the header's size of the samples; negative for the right one
     */
    public byte[] file(byte[] data, long announced) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer format = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        int frame = channels * bits / 8;
        format.putShort((short) tag).putShort((short) channels).putInt(rate);
        format.putInt(rate * frame).putShort((short) frame).putShort((short) bits);
        text(out, "RIFF");
        number(out, 36 + data.length);
        text(out, "WAVE");
        text(out, "fmt ");
        number(out, 16);
        out.writeBytes(format.array());
        text(out, "data");
        number(out, announced < 0 ? data.length : announced);
        out.writeBytes(data);
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void number(ByteArrayOutputStream out, long number) {
        out.writeBytes(
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) number).array());
    }
}
