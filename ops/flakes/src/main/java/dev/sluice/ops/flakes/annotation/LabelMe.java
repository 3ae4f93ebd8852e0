package dev.sluice.ops.flakes.annotation;

import com.fasterxml.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A file of LabelMe: one picture, shapes with labels. */
record LabelMe(Path file, JsonNode root, Annotations all) {
    void addTo(List<AnnotatedPicture> pictures) {
        List<Outline> flakes = new ArrayList<>();
        int number = 0;
        for (JsonNode shape : root.path("shapes")) {
            String where = "shape " + ++number;
            String label = shape.path("label").asText();
            String type = shape.path("shape_type").asText("polygon");
            if (!type.equals("polygon") && !all.isIgnored(label)) {
                all.problem(file, where + ": is a " + type + "; only polygons are measured");
                continue;
            }
            JsonNode points = shape.path("points");
            double[] corners = new double[2 * points.size()];
            for (int i = 0; i < corners.length; i++) {
                JsonNode coordinate = points.get(i / 2).path(i % 2);
                corners[i] = coordinate.isNumber() ? coordinate.doubleValue() : Double.NaN;
            }
            all.add(file, where, label, List.of(corners), flakes);
        }
        for (Path picture : all.picture(file, root.path("imagePath").asText())) {
            pictures.add(new AnnotatedPicture(picture, flakes, Map.of()));
        }
    }
}
