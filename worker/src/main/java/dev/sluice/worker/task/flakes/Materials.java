package dev.sluice.worker.task.flakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.config.TextFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The materials that a flakes model knows, in the order of its {@code material} input. Read from
 * the {@code gmm.json} from which {@code export.py} made the model, so that the two agree.
 */
public final class Materials {
    /**
     * One material.
     *
     * @param name as written in {@code gmm.json}
     * @param index the model's {@code material} input
     * @param layers names of the thickness classes; the model's class {@code k} is {@code layers[k
     *     - 1]}
     */
    record Material(String name, int index, List<String> layers) {}

    private final List<Material> known;

    private Materials(List<Material> known) {
        this.known = List.copyOf(known);
    }

    /**
     * @param file the {@code gmm.json} that lies beside the model
     * @throws IOException if it cannot be read, or names no material
     */
    public static Materials read(Path file) throws IOException {
        JsonNode materials = new JsonMapper().readTree(TextFile.read(file)).path("materials");
        List<Material> known = new ArrayList<>();
        materials
                .properties()
                .forEach(
                        entry -> {
                            List<String> layers = new ArrayList<>();
                            entry.getValue().fieldNames().forEachRemaining(layers::add);
                            known.add(
                                    new Material(
                                            entry.getKey(), known.size(), List.copyOf(layers)));
                        });
        if (known.isEmpty()) {
            throw new IOException(file + " names no material under \"materials\"");
        }
        return new Materials(known);
    }

    /** The material of this name, in any case. */
    Optional<Material> find(String name) {
        return known.stream().filter(it -> it.name().equalsIgnoreCase(name.strip())).findFirst();
    }

    /** All names, as written, in the model's order. */
    public List<String> names() {
        return known.stream().map(Material::name).toList();
    }
}
