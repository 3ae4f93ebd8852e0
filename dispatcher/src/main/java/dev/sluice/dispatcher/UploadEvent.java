package dev.sluice.dispatcher;

import dev.sluice.shared.job.Generation;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An object was created in S3.
 *
 * @param key decoded
 * @param size bytes; AWS always says it, other stores not of empty objects, or never
 * @param eTag without quotes; AWS always says it
 * @param versionId in versioned buckets
 * @param sequencer hexadecimal, orders the events of one key; some stores send none
 * @param eventTime by S3's clock
 */
record UploadEvent(
        String bucket,
        String key,
        OptionalLong size,
        Optional<String> eTag,
        Optional<String> versionId,
        Optional<String> sequencer,
        Instant eventTime) {

    /**
     * @throws IllegalArgumentException if sequencer and time make no {@link Generation}
     */
    UploadEvent {
        Generation.of(sequencer, eventTime);
    }

    /** Whether it is no object but a folder, as consoles make them: such a key ends in a slash. */
    boolean folder() {
        return key.endsWith("/");
    }

    Generation generation() {
        return Generation.of(sequencer, eventTime);
    }
}
