package dev.sluice.shared.event;

import dev.sluice.shared.job.Generation;

import java.util.Optional;
import java.util.OptionalLong;

/** What S3 tells of one object: that it was created, or that it is gone. */
public sealed interface ObjectEvent {
    ObjectName object();

    /** Orders the events of one key, those of both kinds. */
    Generation generation();

    default String bucket() {
        return object().bucket();
    }

    /** Decoded. */
    default String key() {
        return object().key();
    }

    /**
     * Which object an event is about.
     *
     * @param key decoded
     * @param versionId in versioned buckets
     */
    record ObjectName(String bucket, String key, Optional<String> versionId) {}

    /**
     * An object was written.
     *
     * @param size bytes; AWS always says it, other stores not of empty objects, or never
     * @param eTag without quotes; AWS always says it
     */
    record Created(
            ObjectName object, Generation generation, OptionalLong size, Optional<String> eTag)
            implements ObjectEvent {
        /** Whether it is no object but a folder, as consoles make them: its key ends in a slash. */
        public boolean folder() {
            return key().endsWith("/");
        }
    }

    /**
     * An object is gone. S3 says no size and no eTag of it.
     *
     * @param object its {@code versionId} says that this version alone was deleted, for good:
     *     whatever else the key holds stands. Without one the key holds nothing any more
     */
    record Removed(ObjectName object, Generation generation) implements ObjectEvent {}
}
