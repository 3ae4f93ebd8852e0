package dev.sluice.worker.task.voice;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.DFT_ROWS;
import static org.bytedeco.opencv.global.opencv_core.dft;

import dev.sluice.worker.input.sound.Sound;

import org.bytedeco.opencv.opencv_core.Mat;

import java.nio.FloatBuffer;

/**
 * Loudness and brightness of a signal that comes in pieces, as librosa defines them (0.11: {@code
 * rms} and {@code spectral_centroid} with their defaults): frames of 2,048 samples, 512 apart,
 * centred, so with 1,024 zeros before the first sample and after the last; the mean over all
 * frames. A frame's RMS is that of its samples; its centroid is the mean of the frequencies,
 * weighted by their magnitudes under a periodic Hann window, and 0 where all is silent. One thread.
 */
final class Spectrum {
    static final int FRAME = 2048;
    static final int HOP = 512;

    /** Frames that OpenCV transforms at a time. */
    private static final int ROWS = 64;

    private static final float[] WINDOW = hann();

    /** Below it librosa, too, takes a frame for silent: numpy's smallest normal float32. */
    private static final double SILENT = Float.MIN_NORMAL;

    private final float[] held = new float[FRAME + (ROWS - 1) * HOP];
    private int filled = FRAME / 2; // zeros before the first sample
    private long samples;
    private double squares;
    private long frames;
    private double loudness;
    private double centroids;

    private static float[] hann() {
        float[] window = new float[FRAME];
        for (int i = 0; i < FRAME; i++) {
            window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / FRAME));
        }
        return window;
    }

    void add(float[] piece, int from, int count) {
        samples += count;
        for (int i = from; i < from + count; i++) {
            squares += (double) piece[i] * piece[i];
        }
        hold(piece, from, count);
    }

    private void hold(float[] piece, int from, int count) {
        int taken = 0;
        while (taken < count) {
            int part = Math.min(count - taken, held.length - filled);
            System.arraycopy(piece, from + taken, held, filled, part);
            filled += part;
            taken += part;
            if (filled == held.length) {
                transform();
            }
        }
    }

    /** No more comes. */
    Spectrum end() {
        hold(new float[FRAME / 2], 0, FRAME / 2);
        transform();
        return this;
    }

    /** All whole frames that are held. */
    private void transform() {
        int rows = filled < FRAME ? 0 : (filled - FRAME) / HOP + 1;
        if (rows == 0) {
            return;
        }
        float[] windowed = new float[rows * FRAME];
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int i = 0; i < FRAME; i++) {
                float sample = held[row * HOP + i];
                sum += (double) sample * sample;
                windowed[row * FRAME + i] = sample * WINDOW[i];
            }
            loudness += Math.sqrt(sum / FRAME);
        }
        float[] packed = spectra(windowed, rows);
        for (int row = 0; row < rows; row++) {
            centroids += centroid(packed, row * FRAME);
        }
        frames += rows;
        System.arraycopy(held, rows * HOP, held, 0, filled - rows * HOP);
        filled -= rows * HOP;
    }

    private static float[] spectra(float[] windowed, int rows) {
        try (Mat signal = new Mat(rows, FRAME, CV_32F);
                Mat spectra = new Mat(rows, FRAME, CV_32F)) {
            FloatBuffer in = signal.createBuffer();
            in.put(windowed);
            dft(signal, spectra, DFT_ROWS, 0);
            FloatBuffer out = spectra.createBuffer();
            out.get(windowed);
        }
        return windowed;
    }

    /** OpenCV packs a row as Re 0, Re 1, Im 1, …, Re n/2. */
    private static double centroid(float[] packed, int at) {
        double sum = Math.abs(packed[at]) + Math.abs(packed[at + FRAME - 1]);
        double weighted = FRAME / 2.0 * Math.abs(packed[at + FRAME - 1]);
        for (int bin = 1; bin < FRAME / 2; bin++) {
            double real = packed[at + 2 * bin - 1];
            double imaginary = packed[at + 2 * bin];
            double magnitude = Math.sqrt(real * real + imaginary * imaginary);
            sum += magnitude;
            weighted += bin * magnitude;
        }
        return sum < SILENT ? 0 : weighted / sum * Sound.RATE / FRAME;
    }

    double seconds() {
        return (double) samples / Sound.RATE;
    }

    long frames() {
        return frames;
    }

    /** Mean over the frames. */
    double rms() {
        return frames == 0 ? 0 : loudness / frames;
    }

    /** Of all samples at once. */
    double rmsOfAll() {
        return samples == 0 ? 0 : Math.sqrt(squares / samples);
    }

    /** Mean over the frames, in Hz. */
    double centroid() {
        return frames == 0 ? 0 : centroids / frames;
    }
}
