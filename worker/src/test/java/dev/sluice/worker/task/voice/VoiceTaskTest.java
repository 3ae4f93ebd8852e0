package dev.sluice.worker.task.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.worker.fake.Trial;
import dev.sluice.worker.fake.Wav;
import dev.sluice.worker.output.Result;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VoiceTaskTest {
    private Trial voice;

    @BeforeAll
    void load() {
        voice = new Trial("voice");
    }

    @AfterAll
    void close() throws InterruptedException {
        voice.close();
    }

    private static JsonNode json(Result result) {
        return new ObjectMapper().valueToTree(result.document().get("voice"));
    }

    @ParameterizedTest
    @CsvSource({"not-ill-disposed.wav,2.99", "leisure-to-consider.wav,7.1"})
    void followsTheFormulasOnWhatIsSpeech(String wav, double seconds) throws Exception {
        JsonNode found = json(voice.result(Samples.speech(wav).bytes()));
        double speech = found.at("/speech/seconds").asDouble();
        double rms = found.at("/speech/rms").asDouble();
        double centroid = found.at("/speech/spectral_centroid").asDouble();
        assertThat(found.at("/recording/seconds").asDouble()).isCloseTo(seconds, within(0.01));
        assertThat(speech).isBetween(0.7 * seconds, 0.98 * seconds);
        assertThat(found.get("arousal").asDouble())
                .isCloseTo((Math.tanh(50 * rms) + 1) / 2, within(1e-4));
        assertThat(found.get("valence").asDouble())
                .isCloseTo(1 / (1 + Math.exp(-(centroid - 2000) / 2000)), within(1e-4));
        assertThat(found.get("confidence").asDouble())
                .isCloseTo(Math.min(1, 0.3 + 100 * rms + Math.min(0.4, speech / 10)), within(1e-4));
    }

    @Test
    void saysTheSameOfAnMp3AndOfOtherRates() throws Exception {
        JsonNode wav = json(voice.result(Samples.speech("not-ill-disposed.wav").bytes()));
        JsonNode mp3 = json(voice.result(Samples.speech("not-ill-disposed.mp3").bytes()));
        assertThat(mp3.get("valence").asDouble())
                .isCloseTo(wav.get("valence").asDouble(), within(0.03));
        assertThat(mp3.get("arousal").asDouble())
                .isCloseTo(wav.get("arousal").asDouble(), within(0.03));
    }

    @Test
    void takesAsLongAsALectureBlockByBlock() throws Exception {
        byte[] speech = Samples.speech("leisure-to-consider.wav").bytes();
        int data = speech.length - 44;
        byte[] long_ = new byte[10 * data];
        for (int i = 0; i < 10; i++) {
            System.arraycopy(speech, 44, long_, i * data, data);
        }
        JsonNode once = json(voice.result(speech));
        JsonNode ten = json(voice.result(Wav.PLAIN.file(long_, -1)));
        assertThat(ten.at("/recording/seconds").asDouble()).isCloseTo(71, within(0.1));
        assertThat(ten.at("/speech/seconds").asDouble())
                .isCloseTo(10 * once.at("/speech/seconds").asDouble(), within(4.0));
        assertThat(ten.get("valence").asDouble())
                .isCloseTo(once.get("valence").asDouble(), within(0.01));
    }

    @Test
    void saysWhyItHasNoAnswer() throws Exception {
        assertThat(refusal(Wav.PLAIN.of(160, _ -> 0)))
                .isEqualTo(
                        "too-short: The recording lasts 10 ms, too short for a word; record a"
                                + " sentence and upload it.");
        assertThat(refusal(Wav.PLAIN.of(48_000, _ -> 0)))
                .isEqualTo(
                        "no-speech: Nobody was heard to speak in this recording of 3.0 s; record a"
                                + " voice, without music, and upload it.");
        assertThat(refusal(Wav.PLAIN.music(6))).startsWith("no-speech: ");
        assertThat(refusal(Wav.PLAIN.noise(6))).startsWith("no-speech: ");
        assertThat(refusal(Wav.PLAIN.sine(440, 6))).startsWith("no-speech: ");
    }

    private String refusal(byte[] file) throws Exception {
        return voice.refusal(Optional.empty(), file);
    }
}
