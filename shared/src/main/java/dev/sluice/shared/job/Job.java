package dev.sluice.shared.job;

import java.time.Instant;
import java.util.Optional;

/**
 * One object × one pipeline: what an SQS message says.
 *
 * @param work what is to be done
 * @param row where it is told
 * @param object what it is done with
 * @param generation which upload of the object's key this is
 */
public record Job(Work work, RowKey row, ObjectVersion object, Generation generation) {
    /** What happened to the object. */
    public enum Kind {
        /** It was uploaded, and is to be worked on. */
        CREATED,
        /** It is gone, and is to be forgotten. */
        REMOVED
    }

    /**
     * What is to be done.
     *
     * @param modelVersion chosen at dispatch
     * @param stage of a pipeline that works in stages
     * @param part which part of an upload that comes in parts
     */
    public record Work(
            String pipeline,
            String modelVersion,
            Kind kind,
            Optional<String> stage,
            Optional<String> part) {
        /** All of the work on an object that was uploaded. */
        public Work(String pipeline, String modelVersion) {
            this(pipeline, modelVersion, Kind.CREATED, Optional.empty(), Optional.empty());
        }

        Work at(String next) {
            return new Work(pipeline, modelVersion, kind, Optional.of(next), part);
        }

        Work withModelVersion(String version) {
            return new Work(pipeline, version, kind, stage, part);
        }
    }

    public String pipeline() {
        return work.pipeline();
    }

    public String modelVersion() {
        return work.modelVersion();
    }

    public Kind kind() {
        return work.kind();
    }

    public Optional<String> stage() {
        return work.stage();
    }

    public Optional<String> part() {
        return work.part();
    }

    public String customerID() {
        return row.customerID();
    }

    public String imageID() {
        return row.imageID();
    }

    public String rowID() {
        return row.rowID();
    }

    public String bucket() {
        return object.bucket();
    }

    public String key() {
        return object.key();
    }

    public String eTag() {
        return object.eTag();
    }

    public Optional<String> versionId() {
        return object.versionId();
    }

    public long size() {
        return object.size();
    }

    /** When the object was created or removed, by S3's clock. */
    public Instant eventTime() {
        return generation.eventTime();
    }

    /** The name of the lane whose workers take it: the pipeline's, with the stage's behind it. */
    public String lane() {
        return stage().map(stage -> pipeline() + "-" + stage).orElse(pipeline());
    }

    /** The same job, at another stage. */
    public Job at(String stage) {
        return new Job(work.at(stage), row, object, generation);
    }

    /** The same job, done with another version of the model. */
    public Job withModelVersion(String version) {
        return new Job(work.withModelVersion(version), row, object, generation);
    }

    /** For logs, which escape the line breaks that a key may have: which row, from which object. */
    public String label() {
        return customerID() + "/" + rowID() + " (" + key() + ")";
    }
}
