package dev.sluice.shared.job;

import java.util.Optional;

/**
 * Which content of which object a job is for.
 *
 * @param key decoded
 * @param eTag without quotes; empty where the object is gone
 * @param versionId in versioned buckets
 * @param size bytes; 0 where the object is gone
 */
public record ObjectVersion(
        String bucket, String key, String eTag, Optional<String> versionId, long size) {
    /** One that is gone, of which only its name is known. */
    public static ObjectVersion gone(String bucket, String key, Optional<String> versionId) {
        return new ObjectVersion(bucket, key, "", versionId, 0);
    }
}
