package dev.sluice.shared.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A repository of pipelines in a temporary folder. */
record PipelineFolder(Path root) {
    PipelineFolder with(String name, String yaml) {
        try {
            Path folder = Files.createDirectories(root.resolve(name));
            Files.writeString(folder.resolve("pipeline.yaml"), yaml);
            Files.writeString(folder.resolve("model.onnx"), "stands for a model");
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Pipelines read(String... only) {
        return Pipelines.read(root, java.util.List.of(only));
    }
}
