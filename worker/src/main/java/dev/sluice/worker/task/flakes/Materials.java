package dev.sluice.worker.task.flakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.config.TextFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** Their flakes are found, and called unclassified. */
    private static final List<String> WITHOUT_CONSTANTS =
            List.of("hBN", "MoS2", "MoSe2", "WS2", "WSe2", "unknown");

    private static final int NONE = -1;

    private final List<Material> known;
    private final Map<String, List<LayerClass>> classes;
    private final List<String> more;

    private Materials(
            List<Material> known, Map<String, List<LayerClass>> classes, List<String> more) {
        this.known = List.copyOf(known);
        this.more = List.copyOf(more);
        this.classes = Map.copyOf(classes);
    }

    /**
     * @param file the {@code gmm.json} that lies beside the model
     * @throws IOException if it cannot be read, or names no material
     */
    public static Materials read(Path file) throws IOException {
        JsonNode materials = new JsonMapper().readTree(TextFile.read(file)).path("materials");
        List<Material> known = new ArrayList<>();
        Map<String, List<LayerClass>> classes = new HashMap<>();
        materials
                .properties()
                .forEach(
                        entry -> {
                            List<String> layers = new ArrayList<>();
                            entry.getValue().fieldNames().forEachRemaining(layers::add);
                            known.add(
                                    new Material(
                                            entry.getKey(), known.size(), List.copyOf(layers)));
                            classes.put(entry.getKey(), classes(entry.getValue()));
                        });
        if (known.isEmpty()) {
            throw new IOException(file + " names no material under \"materials\"");
        }
        return new Materials(known, classes, WITHOUT_CONSTANTS);
    }

    /**
     * The same, with further constants or others, such as {@code flakes calibrate} writes: for
     * method {@code regions} alone, for the model knows nothing of them.
     *
     * @param file as {@code gmm.json}
     * @throws IOException if it cannot be read, or is not like that, with all that is wrong
     */
    Materials with(Path file) throws IOException {
        JsonNode materials = new JsonMapper().readTree(TextFile.read(file)).path("materials");
        List<String> wrong = new ArrayList<>();
        Map<String, List<LayerClass>> all = new HashMap<>(classes);
        List<String> names = new ArrayList<>(more);
        for (Map.Entry<String, JsonNode> material : materials.properties()) {
            List<LayerClass> read = classes(material.getValue());
            read.stream()
                    .filter(it -> !it.isSound())
                    .forEach(
                            it ->
                                    wrong.add(
                                            "%s, %s: mean must be three numbers, and cov 3×3, symmetric and positive definite"
                                                    .formatted(material.getKey(), it.name())));
            String name = named(material.getKey()).map(Material::name).orElse(material.getKey());
            all.put(name, read);
            names.add(name);
        }
        if (materials.isEmpty()) {
            wrong.add("names no material under \"materials\"");
        }
        if (!wrong.isEmpty()) {
            throw new IOException(file.getFileName() + ": " + String.join("; ", wrong));
        }
        return new Materials(known, all, names);
    }

    private static List<LayerClass> classes(JsonNode material) {
        List<LayerClass> classes = new ArrayList<>();
        material.properties()
                .forEach(
                        layer -> {
                            List<List<Double>> covariance = new ArrayList<>();
                            layer.getValue().path("cov").forEach(it -> covariance.add(numbers(it)));
                            classes.add(
                                    new LayerClass(
                                            layer.getKey(),
                                            numbers(layer.getValue().path("mean")),
                                            List.copyOf(covariance)));
                        });
        return List.copyOf(classes);
    }

    private static List<Double> numbers(JsonNode array) {
        List<Double> numbers = new ArrayList<>();
        array.forEach(it -> numbers.add(it.doubleValue()));
        return List.copyOf(numbers);
    }

    /** What is known of its contrast, thinnest first; nothing of a material without constants. */
    List<LayerClass> classes(Material material) {
        return classes.getOrDefault(material.name(), List.of());
    }

    /** The material of this name, in any case. */
    Optional<Material> find(String name) {
        return known.stream().filter(it -> it.name().equalsIgnoreCase(name.strip())).findFirst();
    }

    /**
     * The material of this name, in any case, if it has constants or is one of which thin flakes
     * are usual. Those that the model does not know have no layers and no place in it.
     */
    Optional<Material> named(String name) {
        return find(name)
                .or(
                        () ->
                                more.stream()
                                        .filter(it -> it.equalsIgnoreCase(name.strip()))
                                        .map(it -> new Material(it, NONE, List.of()))
                                        .findFirst());
    }

    /** Names that {@link #named} knows. */
    List<String> allNames() {
        return Stream.concat(
                        names().stream(), more.stream().distinct().filter(it -> find(it).isEmpty()))
                .toList();
    }

    /** All names, as written, in the model's order. */
    public List<String> names() {
        return known.stream().map(Material::name).toList();
    }
}
