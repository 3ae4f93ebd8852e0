package dev.sluice.worker.input.sound;

import dev.sluice.worker.input.Undecodable;

import javazoom.jl.decoder.Bitstream;
import javazoom.jl.decoder.BitstreamException;
import javazoom.jl.decoder.Decoder;
import javazoom.jl.decoder.DecoderException;
import javazoom.jl.decoder.Header;
import javazoom.jl.decoder.SampleBuffer;

import java.io.ByteArrayInputStream;

/** The samples of an MP3, decoded frame by frame; damaged frames are left out, as players do. */
final class Mp3Samples implements Samples {
    /** Of all frames, how many may be damaged. */
    private static final double MOST_DAMAGED = 0.1;

    private final Mp3File file;
    private final Bitstream stream;
    private final Decoder decoder = new Decoder();
    private float[] mono = {};
    private int at;
    private int length;
    private long damaged;

    Mp3Samples(Mp3File file) {
        this.file = file;
        this.stream =
                new Bitstream(
                        new ByteArrayInputStream(
                                file.file(), file.first(), file.end() - file.first()));
    }

    @Override
    public int read(float[] into, int from, int most) throws Undecodable {
        while (at == length) {
            if (!frame()) {
                return 0;
            }
        }
        int count = Math.min(most, length - at);
        System.arraycopy(mono, at, into, from, count);
        at += count;
        return count;
    }

    /** False at the end. */
    private boolean frame() throws Undecodable {
        at = 0;
        length = 0;
        try {
            Header header = stream.readFrame();
            if (header == null) {
                return false;
            }
            try {
                mix((SampleBuffer) decoder.decodeFrame(header, stream));
            } finally {
                stream.closeFrame();
            }
        } catch (BitstreamException | DecoderException | RuntimeException e) {
            // the library checks no index: damage shows as any exception of it
            if (++damaged > Math.max(2, MOST_DAMAGED * file.frames())) {
                throw new Undecodable(
                        "corrupt-sound",
                        "The recording is damaged: more than a tenth of it cannot be decoded;"
                                + " export it again and upload it.");
            }
        }
        return true;
    }

    private void mix(SampleBuffer samples) {
        int channels = samples.getChannelCount();
        short[] all = samples.getBuffer();
        length = samples.getBufferLength() / channels;
        if (mono.length < length) {
            mono = new float[length];
        }
        for (int i = 0; i < length; i++) {
            float sum = 0;
            for (int channel = 0; channel < channels; channel++) {
                sum += all[i * channels + channel] / 32768f;
            }
            mono[i] = sum / channels;
        }
    }
}
