package dev.sluice.worker.output;

import java.nio.file.Path;

/**
 * Something beside the document: an annotated picture, a thumbnail, a point cloud.
 *
 * @param name the ending of its key, as the pipeline's {@code output.artifacts} declares it: {@code
 *     result.jpg} for example
 */
public record Artifact(String name, String contentType, Body body) {
    public Artifact(String name, String contentType, byte[] bytes) {
        this(name, contentType, new Body.Bytes(bytes));
    }

    /** What is written. */
    public sealed interface Body {
        /** Small enough for memory. */
        @SuppressWarnings("ArrayRecordComponent") // encoded bytes, written once and dropped
        record Bytes(byte[] bytes) implements Body {}

        /** Too large for it; the file stays until the job is settled. */
        record ScratchFile(Path file) implements Body {}
    }
}
