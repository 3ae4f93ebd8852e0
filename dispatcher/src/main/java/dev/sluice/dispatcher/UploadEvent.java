package dev.sluice.dispatcher;

import dev.sluice.shared.job.Generation;

import java.time.Instant;
import java.util.Optional;

/**
 * An object was created in S3.
 *
 * @param key decoded
 * @param size bytes
 * @param eTag without quotes
 * @param versionId in versioned buckets
 * @param sequencer hexadecimal, orders the events of one key; some stores send none
 * @param eventTime by S3's clock
 */
record UploadEvent(
        String bucket,
        String key,
        long size,
        String eTag,
        Optional<String> versionId,
        Optional<String> sequencer,
        Instant eventTime) {

    /**
     * @throws IllegalArgumentException if sequencer and time make no {@link Generation}
     */
    UploadEvent {
        Generation.of(sequencer, eventTime);
    }

    Generation generation() {
        return Generation.of(sequencer, eventTime);
    }
}
