package dev.sluice.worker.input.sound;

import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.Undecodable;

import java.util.Locale;

/**
 * Reads WAV (PCM of 8 to 32 bits, floating point, A-law, µ-law) and MP3, whatever the file's name
 * says. All channels are mixed to one, and other rates are resampled by {@link Resampler}.
 */
public record Sounds(SoundLimits limits) implements Reader<Sound> {
    /** What decoding and analysis hold beside the upload: blocks of some seconds. */
    private static final long WORKING_SET = 8_000_000;

    @Override
    public Header<Sound> header(byte[] content) throws Undecodable {
        return announced(content, WavFile.isOne(content) ? wav(content) : mp3(content));
    }

    private static Recording wav(byte[] content) throws Undecodable {
        return WavFile.read(content);
    }

    private static Recording mp3(byte[] content) throws Undecodable {
        return Mp3File.read(content)
                .orElseThrow(
                        () ->
                                OtherSounds.name(content)
                                        .map(
                                                name ->
                                                        new Undecodable(
                                                                "unsupported-format",
                                                                "This is %s, and WAV and MP3 are accepted; convert it and upload it again."
                                                                        .formatted(name)))
                                        .orElseGet(
                                                () ->
                                                        new Undecodable(
                                                                "not-a-sound",
                                                                "The file is no sound recording"
                                                                    + " that can be read; upload a"
                                                                    + " WAV or an MP3.")));
    }

    private Header<Sound> announced(byte[] content, Recording recording) throws Undecodable {
        if (recording.seconds() > limits.duration().toSeconds()) {
            throw new Undecodable(
                    "too-long",
                    "The recording lasts %s, more than the %s allowed; cut it and upload the parts."
                            .formatted(
                                    time(recording.seconds()),
                                    time((double) limits.duration().toSeconds())));
        }
        return new Header<>() {
            @Override
            public long memory() {
                return content.length + Resampler.bytes(recording.rate()) + WORKING_SET;
            }

            @Override
            public Sound decode() {
                return new Sound(
                        recording.seconds(), Resampler.of(recording.samples(), recording.rate()));
            }
        };
    }

    /** Such as {@code 3 h 5 min} or {@code 12.5 s}. */
    static String time(double seconds) {
        long minutes = Math.round(seconds / 60);
        return seconds < 120
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : minutes < 120
                        ? minutes + " min"
                        : "%d h %d min".formatted(minutes / 60, minutes % 60);
    }
}
