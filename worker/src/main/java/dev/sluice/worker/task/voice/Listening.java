package dev.sluice.worker.task.voice;

import dev.sluice.worker.model.ModelFailure;
import dev.sluice.worker.model.Tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Set;

/**
 * One recording while silero-vad listens to it: block after block, its state and the last samples
 * of each go to the next. One thread at a time.
 */
final class Listening implements SpeechGate.Verdict {
    /** Samples that the network hears at a time, 32 ms. */
    static final int WINDOW = 512;

    /** Of the window before, which it wants to hear again. */
    private static final int CONTEXT = 64;

    private static final int HEARD = CONTEXT + WINDOW;
    private static final int[] STATE = {2, 128};

    static final String SPEECH = "speech";
    static final String NEXT = "next";
    static final Set<String> OUTPUTS = Set.of(SPEECH, NEXT);

    private final Spectrum all = new Spectrum();
    private final Spectrum speech = new Spectrum();
    private final SpeechGate gate = new SpeechGate();

    /** Windows that the gate has not decided yet, then those of the block. */
    private final float[] pending;

    private final float[] context = new float[CONTEXT];
    private Tensor state = Tensor.floats(new float[STATE[0] * STATE[1]], STATE[0], STATE[1]);
    private int undecided;
    private int told;
    private int windows;

    /**
     * @param block windows that come at a time, at most
     */
    Listening(int block) {
        pending = new float[(block + SpeechGate.PATIENCE) * WINDOW];
    }

    /** What a network hears that has heard nothing yet: windows of a hum. */
    static Map<String, Tensor> hum(int count) {
        float[] hum = new float[count * HEARD];
        for (int i = 0; i < hum.length; i++) {
            hum[i] = (float) (0.1 * Math.sin(i * 0.05));
        }
        return Map.of(
                "windows", Tensor.floats(hum, count, HEARD),
                "state", Tensor.floats(new float[STATE[0] * STATE[1]], STATE[0], STATE[1]));
    }

    /**
     * Takes a block, and makes of it what the network hears.
     *
     * @param count samples in it; what is left of a window at the end of a recording is not heard
     */
    Map<String, Tensor> hear(float[] block, int count) {
        all.add(block, 0, count);
        windows = count / WINDOW;
        ByteBuffer heard =
                ByteBuffer.allocate(windows * HEARD * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < windows; i++) {
            if (i == 0) {
                put(heard, context, 0, CONTEXT);
                put(heard, block, 0, WINDOW);
            } else {
                put(heard, block, i * WINDOW - CONTEXT, HEARD);
            }
        }
        if (windows > 0) {
            System.arraycopy(block, windows * WINDOW - CONTEXT, context, 0, CONTEXT);
        }
        System.arraycopy(block, 0, pending, undecided * WINDOW, windows * WINDOW);
        return Map.of(
                "windows",
                Tensor.of(Tensor.Type.FLOAT32, heard.flip(), windows, HEARD),
                "state",
                state);
    }

    private static void put(ByteBuffer heard, float[] samples, int from, int count) {
        heard.asFloatBuffer().put(samples, from, count);
        heard.position(heard.position() + count * Float.BYTES);
    }

    /** Takes what the network answered to it. */
    void understand(Map<String, Tensor> answer) throws ModelFailure {
        Tensor probabilities = answer.get(SPEECH);
        Tensor next = answer.get(NEXT);
        if (probabilities == null
                || next == null
                || probabilities.shape().size() != 1
                || probabilities.shape().getFirst() != windows) {
            String message = "the model answers %s to %d windows".formatted(answer, windows);
            throw new ModelFailure(message, new IllegalStateException(message));
        }
        state = next;
        told = 0;
        for (float probability : probabilities.toFloats()) {
            gate.take(probability, this);
        }
        int left = undecided + windows - told;
        System.arraycopy(pending, told * WINDOW, pending, 0, left * WINDOW);
        undecided = left;
    }

    @Override
    public void speech(int count) {
        speech.add(pending, told * WINDOW, count * WINDOW);
        told += count;
    }

    @Override
    public void other(int count) {
        told += count;
    }

    /** No more comes. */
    Voice end() {
        told = 0;
        gate.end(this);
        return new Voice(all.end(), speech.end());
    }
}
