package dev.sluice.worker.input.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.worker.fake.Wav;
import dev.sluice.worker.input.Undecodable;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

class SoundsTest {
    private static final Sounds SOUNDS = new Sounds(new SoundLimits(Duration.ofHours(4)));

    private static float[] read(byte[] file) throws Undecodable {
        try (Sound sound = SOUNDS.header(file).decode()) {
            float[] all = new float[(int) (sound.seconds() * Sound.RATE) + 64];
            return Arrays.copyOf(all, sound.read(all));
        }
    }

    private static double rms(float[] samples, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += samples[i] * samples[i];
        }
        return Math.sqrt(sum / (to - from));
    }

    @ParameterizedTest
    @CsvSource({
        "1,8,1,0.01",
        "1,16,1,0.0001",
        "1,24,1,0.00001",
        "1,32,1,0.00001",
        "3,32,1,0.00001",
        "3,64,1,0.00001",
        "1,16,2,0.0001",
        "1,16,6,0.0001"
    })
    void readsEveryCommonForm(int tag, int bits, int channels, double exact) throws Exception {
        float[] samples = read(new Wav(tag, bits, channels, 16_000).sine(440, 0.5));
        assertThat(samples).hasSize(8_000);
        for (int i = 0; i < samples.length; i += 97) {
            assertThat((double) samples[i])
                    .isCloseTo(0.3 * Math.sin(2 * Math.PI * 440 * i / 16_000), within(exact));
        }
    }

    @Test
    void readsTheLawsOfTelephones() throws Exception {
        // G.711: the levels of A-law's and µ-law's bytes
        float[] a = read(new Wav(6, 8, 1, 16_000).file(new byte[] {(byte) 0xD5, 0x55, 0x2A}, -1));
        assertThat(a).containsExactly(8 / 32768f, -8 / 32768f, -32256 / 32768f);
        float[] mu =
                read(
                        new Wav(7, 8, 1, 16_000)
                                .file(new byte[] {(byte) 0xFF, 0x00, (byte) 0x80}, -1));
        assertThat(mu).containsExactly(0f, -32124 / 32768f, 32124 / 32768f);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {8_000, 11_025, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000, 192_000, 44_056})
    void resamplesSoThatATonesLoudnessAndPitchStay(int rate) throws Exception {
        float[] samples = read(new Wav(1, 16, 1, rate).sine(1_000, 1));
        assertThat(samples.length).isBetween(15_999, 16_001);
        for (int i = 1_000; i < 15_000; i += 97) {
            assertThat((double) samples[i])
                    .isCloseTo(0.3 * Math.sin(2 * Math.PI * 1_000 * i / 16_000), within(0.001));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {44_100, 48_000})
    void whatIsTooHighForTheNewRateIsGone(int rate) throws Exception {
        float[] samples = read(new Wav(1, 16, 1, rate).sine(9_000, 1));
        assertThat(rms(samples, 1_000, 15_000)).isLessThan(0.3 * 1e-3);
    }

    @Test
    void readsAnMp3() throws Exception {
        float[] wav = read(Samples.speech("not-ill-disposed.wav").bytes());
        float[] mp3 = read(Samples.speech("not-ill-disposed.mp3").bytes());
        assertThat(mp3.length).isBetween(wav.length, wav.length + 4_000);
        assertThat(rms(mp3, 0, mp3.length)).isCloseTo(rms(wav, 0, wav.length), within(0.005));
    }

    @Test
    void aSizeThatNobodyKnewGoesToTheEnd() throws Exception {
        byte[] data = Wav.PLAIN.data(100, _ -> 0.5);
        for (long announced : new long[] {0, 0xFFFFFFFFL, 0x7FFFFFFFL, 0x7FFFF000L}) {
            assertThat(read(Wav.PLAIN.file(data, announced))).hasSize(100);
        }
    }

    @Test
    void chunksBeforeTheSamplesArePassed() throws Exception {
        byte[] plain = Wav.PLAIN.sine(440, 0.1);
        for (int odd : new int[] {0, 1, 2}) {
            ByteBuffer file =
                    ByteBuffer.allocate(plain.length + 8 + 3 + odd).order(ByteOrder.LITTLE_ENDIAN);
            file.put(plain, 0, 12).put("LIST".getBytes(StandardCharsets.US_ASCII)).putInt(3);
            file.put(new byte[3 + (odd == 0 ? 0 : 1)]); // padded, or not
            file.put(plain, 12, plain.length - 12);
            assertThat(read(Arrays.copyOf(file.array(), file.position()))).hasSize(1_600);
        }
    }

    private static void refused(byte[] file, String sentence) {
        assertThatExceptionOfType(Undecodable.class)
                .isThrownBy(() -> read(file))
                .extracting(e -> e.reason().toString())
                .isEqualTo(sentence);
    }

    private static byte[] text(String start) {
        return Arrays.copyOf(start.getBytes(StandardCharsets.ISO_8859_1), 400);
    }

    @Test
    void saysWhatIsWrongWithWhatItCannotRead() {
        byte[] plain = Wav.PLAIN.sine(440, 10);
        refused(
                Arrays.copyOf(plain, plain.length / 2),
                "corrupt-sound: The recording is damaged or was cut off: it announces 10.0 s and"
                        + " has 5.0 s; upload it again whole.");
        refused(
                Wav.PLAIN.file(new byte[0], -1),
                "empty-sound: The recording has no samples; record again and upload it.");
        refused(
                new Wav(17, 8, 1, 16_000).file(new byte[100], -1),
                "unsupported-format: The WAV holds ADPCM, and PCM, floating point, A-law and µ-law"
                        + " are accepted; convert it and upload it again.");
        refused(
                text("fLaC\0\0\0"),
                "unsupported-format: This is a FLAC recording, and WAV and MP3 are accepted;"
                        + " convert it and upload it again.");
        refused(
                text("\0\0\0 ftypM4A "),
                "unsupported-format: This is an MP4 file (AAC, M4A), and WAV and MP3 are accepted;"
                        + " convert it and upload it again.");
        refused(
                text("just some words"),
                "not-a-sound: The file is no sound recording that can be read; upload a WAV or an"
                        + " MP3.");
        refused(
                text("RIFF\1\0\0\0WAVE"),
                "corrupt-sound: The recording is damaged or was cut off: it has no samples; upload"
                        + " it again whole.");
        refused(
                new Wav(1, 16, 1, 2).file(new byte[100], -1),
                "corrupt-sound: The recording is damaged or was cut off: it announces 2 samples a"
                        + " second, and 4000 to 384000 are possible; upload it again whole.");
    }

    @Test
    void whatIsTooLongIsRefusedBeforeItIsDecoded() {
        byte[] file = new Wav(1, 8, 1, 8_000).file(new byte[8_000 * 3_600], -1);
        assertThatExceptionOfType(Undecodable.class)
                .isThrownBy(() -> new Sounds(new SoundLimits(Duration.ofMinutes(50))).header(file))
                .extracting(e -> e.reason().toString())
                .isEqualTo(
                        "too-long: The recording lasts 60 min, more than the 50 min allowed; cut it"
                                + " and upload the parts.");
    }

    @Test
    void hoursNeedNoMoreMemoryThanTheUpload() throws Exception {
        byte[] file = new Wav(1, 8, 1, 8_000).file(new byte[8_000 * 3_600 * 3], -1);
        assertThat(SOUNDS.header(file).memory()).isLessThan(file.length + 10_000_000L);
    }

    @Property(tries = 300)
    void damageIsAnAnswerAndNoCrash(
            @ForAll @IntRange(max = 100_000) int seed, @ForAll boolean mp3) {
        byte[] file = Samples.speech(mp3 ? "not-ill-disposed.mp3" : "not-ill-disposed.wav").bytes();
        Random random = new Random(seed);
        int changes = 1 + random.nextInt(40);
        for (int i = 0; i < changes; i++) {
            // half of them in the header
            int at = random.nextInt(random.nextBoolean() ? 60 : file.length);
            file[at] = (byte) random.nextInt();
        }
        byte[] cut =
                random.nextInt(4) == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file;
        try {
            assertThat(read(cut).length).isLessThan(100 * Sound.RATE);
        } catch (Undecodable e) {
            assertThat(e.reason().sentence()).endsWith(".");
        }
    }
}
