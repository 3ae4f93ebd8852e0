package dev.sluice.ops.models.infer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import dev.sluice.shared.config.TextFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What lies beside a model: labels, and what Hugging Face's libraries write of its pictures. Their
 * exporter puts models into a folder {@code onnx} under it.
 *
 * @param labels the file of labels, if there is one
 * @param preprocessor of {@code preprocessor_config.json}; missing if there is none
 * @param config of {@code config.json}, which timm and Transformers write; missing if there is none
 */
record Beside(Optional<Path> labels, JsonNode preprocessor, JsonNode config) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> LABELS =
            List.of("labels.txt", "classes.txt", "class_names.txt");

    /** Nothing. */
    static final Beside NOTHING =
            new Beside(Optional.empty(), MissingNode.getInstance(), MissingNode.getInstance());

    static Beside of(Path model) throws IOException {
        List<Path> folders = new ArrayList<>();
        Path folder = model.toAbsolutePath().getParent();
        if (folder != null) {
            folders.add(folder);
            if (folder.endsWith("onnx") && folder.getParent() != null) {
                folders.add(folder.getParent());
            }
        }
        return new Beside(
                first(folders, LABELS),
                json(first(folders, List.of("preprocessor_config.json"))),
                json(first(folders, List.of("config.json"))));
    }

    private static Optional<Path> first(List<Path> folders, List<String> names) {
        return folders.stream()
                .flatMap(folder -> names.stream().map(folder::resolve))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** A file that is not JSON is somebody else's of the same name. */
    private static JsonNode json(Optional<Path> file) throws IOException {
        try {
            return file.isEmpty()
                    ? MissingNode.getInstance()
                    : JSON.readTree(TextFile.read(file.get()));
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
