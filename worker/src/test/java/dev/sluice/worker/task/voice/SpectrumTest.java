package dev.sluice.worker.task.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.worker.input.sound.Sound;
import dev.sluice.worker.input.sound.SoundLimits;
import dev.sluice.worker.input.sound.Sounds;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

class SpectrumTest {
    private static JsonNode reference(String wav) throws IOException {
        return new ObjectMapper()
                .readTree(SpectrumTest.class.getResourceAsStream("/voice/librosa-reference.json"))
                .get(wav);
    }

    private static float[] samples(String wav) throws Exception {
        float[] all = new float[200_000];
        try (Sound sound =
                new Sounds(new SoundLimits(Duration.ofHours(1)))
                        .header(Samples.speech(wav).bytes())
                        .decode()) {
            return Arrays.copyOf(all, sound.read(all));
        }
    }

    private static Spectrum of(float[] samples, int piece) {
        Spectrum spectrum = new Spectrum();
        for (int at = 0; at < samples.length; at += piece) {
            spectrum.add(samples, at, Math.min(piece, samples.length - at));
        }
        return spectrum.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-ill-disposed.wav", "leisure-to-consider.wav"})
    void isLibrosasOnRealSpeech(String wav) throws Exception {
        JsonNode expected = reference(wav);
        float[] samples = samples(wav);
        assertThat(samples).hasSize(expected.get("samples").asInt());
        Spectrum found = of(samples, 5_000);
        assertThat(found.frames()).isEqualTo(expected.get("frames").asLong());
        Percentage hundredth = Percentage.withPercentage(0.01);
        assertThat(found.rms()).isCloseTo(expected.get("rms_frames_mean").asDouble(), hundredth);
        assertThat(found.rmsOfAll()).isCloseTo(expected.get("rms_whole").asDouble(), hundredth);
        assertThat(found.centroid()).isCloseTo(expected.get("centroid_mean").asDouble(), hundredth);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 512, 2048, 40_000})
    void isTheSameHoweverItComes(int piece) throws Exception {
        float[] samples = samples("not-ill-disposed.wav");
        Spectrum whole = of(samples, samples.length);
        Spectrum pieces = of(samples, piece);
        assertThat(pieces.centroid()).isCloseTo(whole.centroid(), within(1e-6));
        assertThat(pieces.rms()).isCloseTo(whole.rms(), within(1e-12));
        assertThat(pieces.frames()).isEqualTo(whole.frames());
    }

    @Test
    void ofSilenceAllIsZero() {
        Spectrum silence = of(new float[16_000], 16_000);
        assertThat(silence.frames()).isEqualTo(32);
        assertThat(silence.rms()).isZero();
        assertThat(silence.centroid()).isZero();
    }

    @Test
    void ofNothingThereIsOneFrameAsInLibrosa() {
        assertThat(of(new float[0], 1).frames()).isEqualTo(1);
    }
}
