package dev.sluice.worker.task.voice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class ListeningTest {
    /** What the gate says of probabilities: a letter for each window. */
    private static String gate(double... probabilities) {
        List<String> told = new ArrayList<>();
        SpeechGate.Verdict verdict =
                new SpeechGate.Verdict() {
                    @Override
                    public void speech(int windows) {
                        told.add("S".repeat(windows));
                    }

                    @Override
                    public void other(int windows) {
                        told.add("-".repeat(windows));
                    }
                };
        SpeechGate gate = new SpeechGate();
        for (double probability : probabilities) {
            gate.take((float) probability, verdict);
        }
        gate.end(verdict);
        return String.join("", told);
    }

    @Test
    void speechBeginsAtAHalfAndOutlastsAPauseBetweenWords() {
        assertThat(gate(0.4, 0.5, 0.9, 0.4, 0.1, 0.1, 0.1, 0.4, 0.1, 0.1, 0.1, 0.1, 0.4))
                .isEqualTo("-SSSSSSS-----");
    }

    @Test
    void aPauseAtTheEndIsNoSpeech() {
        assertThat(gate(0.9, 0.2, 0.2)).isEqualTo("S--");
        assertThat(gate()).isEmpty();
    }
}
