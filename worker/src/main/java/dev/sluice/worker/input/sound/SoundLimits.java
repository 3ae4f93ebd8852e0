package dev.sluice.worker.input.sound;

import dev.sluice.shared.config.Section;

import java.time.Duration;

/**
 * What a pipeline's {@code limits} say of sound.
 *
 * @param duration longest recording
 */
public record SoundLimits(Duration duration) {
    /** Reads {@code limits} of {@code pipeline.yaml}; default 4 hours. */
    public static SoundLimits read(Section limits) {
        return new SoundLimits(
                limits.duration(
                        "duration",
                        Duration.ofHours(4),
                        Duration.ofSeconds(1),
                        Duration.ofHours(24)));
    }
}
