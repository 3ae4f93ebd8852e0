package dev.sluice.ops.cli.demo;

import dev.sluice.shared.pipeline.Pipeline;

import java.util.Map;
import java.util.function.Supplier;

/**
 * Something to upload.
 *
 * @param file what it is called, folders included
 * @param content read or made when it is uploaded
 * @param metadata user metadata of the object
 */
record Picture(
        String file, Pipeline pipeline, Supplier<byte[]> content, Map<String, String> metadata) {
    Picture {
        metadata = Map.copyOf(metadata);
    }
}
