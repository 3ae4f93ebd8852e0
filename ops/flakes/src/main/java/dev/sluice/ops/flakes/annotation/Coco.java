package dev.sluice.ops.flakes.annotation;

import com.fasterxml.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A file of COCO: many pictures, outlines that name theirs and a category. */
record Coco(Path file, JsonNode root, Annotations all) {
    void addTo(List<AnnotatedPicture> pictures) {
        Map<String, String> categories = new HashMap<>();
        for (JsonNode category : root.path("categories")) {
            categories.put(category.path("id").asText(), category.path("name").asText());
        }
        Map<String, List<Outline>> flakes = new LinkedHashMap<>();
        for (JsonNode image : root.path("images")) {
            flakes.put(image.path("id").asText(), new ArrayList<>());
        }
        for (JsonNode each : root.path("annotations")) {
            add(each, categories, flakes);
        }
        for (JsonNode image : root.path("images")) {
            List<Outline> own = Objects.requireNonNull(flakes.get(image.path("id").asText()));
            for (Path picture : all.picture(file, image.path("file_name").asText())) {
                pictures.add(new AnnotatedPicture(picture, own, about(image)));
            }
        }
    }

    private static Map<String, String> about(JsonNode image) {
        Map<String, String> about = new HashMap<>();
        image.properties()
                .forEach(
                        member -> {
                            if (member.getValue().isValueNode()) {
                                about.put(member.getKey(), member.getValue().asText());
                            }
                        });
        return about;
    }

    private void add(
            JsonNode each, Map<String, String> categories, Map<String, List<Outline>> flakes) {
        String where = "annotation " + each.path("id").asText();
        List<Outline> own = flakes.get(each.path("image_id").asText());
        String label = categories.get(each.path("category_id").asText());
        if (own == null) {
            all.problem(file, where + ": there is no image " + each.path("image_id"));
        } else if (label == null) {
            all.problem(file, where + ": there is no category " + each.path("category_id"));
        } else if (each.path("segmentation").isObject() && !all.isIgnored(label)) {
            all.problem(file, where + ": is run-length encoded; export polygons instead");
        } else {
            List<double[]> rings = new ArrayList<>();
            for (JsonNode ring : each.path("segmentation")) {
                double[] corners = new double[ring.size()];
                for (int i = 0; i < corners.length; i++) {
                    JsonNode number = ring.get(i);
                    corners[i] = number.isNumber() ? number.doubleValue() : Double.NaN;
                }
                rings.add(corners);
            }
            all.add(file, where, label, rings, own);
        }
    }
}
