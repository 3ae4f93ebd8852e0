package dev.sluice.shared.job;

import java.time.Instant;
import java.util.Optional;

/**
 * One object × one pipeline: what an SQS message says.
 *
 * @param modelVersion chosen at dispatch
 * @param rowID sort key of its row
 * @param key the object's key, decoded
 * @param eTag without quotes
 * @param versionId in versioned buckets
 * @param size bytes
 * @param generation which upload of the key this is
 * @param eventTime when the object was created, by S3's clock
 */
public record Job(
        String pipeline,
        String modelVersion,
        String customerID,
        String imageID,
        String rowID,
        String bucket,
        String key,
        String eTag,
        Optional<String> versionId,
        long size,
        Generation generation,
        Instant eventTime) {
    /** The same job, done with another version of the model. */
    public Job withModelVersion(String version) {
        return new Job(
                pipeline,
                version,
                customerID,
                imageID,
                rowID,
                bucket,
                key,
                eTag,
                versionId,
                size,
                generation,
                eventTime);
    }

    /** For logs, which escape the line breaks that a key may have: which row, from which object. */
    public String label() {
        return customerID + "/" + rowID + " (" + key + ")";
    }
}
