package dev.sluice.ops.deploy.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** A template as CloudFormation reads it, and questions to it. */
record Written(String name, JsonNode json) {
    static final Path HOME = Path.of(System.getProperty("sluice.home"));

    /** Of this repository: a small one, and one with every key there is. */
    static Stream<Written> examples() {
        return Stream.of("flakes", "all-keys")
                .map(Written::template)
                .flatMap(fleet -> Stream.of(of(fleet.forAssets()), of(fleet.fleet())));
    }

    /** The fleets' own stacks alone. */
    static Stream<Written> fleets() {
        return Stream.of("flakes", "all-keys").map(name -> of(template(name).fleet()));
    }

    static Written flakes() {
        return of(template("flakes").fleet());
    }

    static Written allKeys() {
        return of(template("all-keys").fleet());
    }

    static FleetTemplate template(String example) {
        return template(HOME.resolve("ops/deploy/examples/%s.yaml".formatted(example)));
    }

    /** Of a file, with a dispatcher's ZIP that holds nothing. */
    static FleetTemplate template(Path file) {
        Deployment deployment = Deployment.read(file, HOME.resolve("worker/pipelines"));
        return new FleetTemplate(deployment, new Assets(List.of(), "dispatcher/0.zip", "models/0"));
    }

    /** The small example with other lines behind it. */
    static Written with(Path folder, String... lines) {
        try {
            Path file = folder.resolve("fleet.yaml");
            Files.writeString(
                    file,
                    """
                    name: fleet
                    region: us-east-1
                    s3BucketName: some-bucket
                    """
                            + String.join("\n", lines)
                            + "\n");
            return of(template(file).fleet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Written of(Template template) {
        try {
            return new Written(template.name(), new ObjectMapper().readTree(template.json()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By logical name. */
    Map<String, JsonNode> resources() {
        Map<String, JsonNode> resources = new TreeMap<>();
        json.path("Resources")
                .properties()
                .forEach(each -> resources.put(each.getKey(), each.getValue()));
        return resources;
    }

    /** Properties of all resources of a type, by logical name. */
    Map<String, JsonNode> of(String type) {
        Map<String, JsonNode> properties = new TreeMap<>();
        resources()
                .forEach(
                        (id, resource) -> {
                            if (resource.path("Type").asText().equals(type)) {
                                properties.put(id, resource.path("Properties"));
                            }
                        });
        return properties;
    }

    JsonNode properties(String id) {
        return json.path("Resources").path(id).path("Properties");
    }

    /** All statements of all policies, by the resource that holds them. */
    Map<String, List<JsonNode>> statements() {
        Map<String, List<JsonNode>> all = new TreeMap<>();
        resources()
                .forEach(
                        (id, resource) ->
                                walk(
                                        resource.path("Properties"),
                                        (key, value) -> {
                                            if (key.equals("Statement")) {
                                                value.forEach(
                                                        statement ->
                                                                all.computeIfAbsent(
                                                                                id,
                                                                                x ->
                                                                                        new ArrayList<>())
                                                                        .add(statement));
                                            }
                                        }));
        return all;
    }

    /** Calls back for each member of each object, however deep. */
    static void walk(JsonNode node, BiConsumer<String, JsonNode> member) {
        node.properties()
                .forEach(
                        each -> {
                            member.accept(each.getKey(), each.getValue());
                            walk(each.getValue(), member);
                        });
        if (node.isArray()) {
            node.forEach(each -> walk(each, member));
        }
    }

    /** One text, or several. */
    static List<String> texts(JsonNode oneOrMore) {
        List<String> texts = new ArrayList<>();
        if (oneOrMore.isArray()) {
            oneOrMore.forEach(
                    each -> texts.add(each.isTextual() ? each.asText() : each.toString()));
        } else {
            texts.add(oneOrMore.isTextual() ? oneOrMore.asText() : oneOrMore.toString());
        }
        return texts;
    }

    @Override
    public String toString() {
        return name;
    }
}
