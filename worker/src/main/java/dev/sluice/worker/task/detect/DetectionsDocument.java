package dev.sluice.worker.task.detect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A picture's detections as customers read them.
 *
 * @param detections the most certain first
 * @param width of the picture, px
 * @param height of the picture, px
 */
record DetectionsDocument(List<Detection> detections, int width, int height) {
    /** Classes that row and headline name; a row stays under 1 KB. */
    private static final int NAMED = 8;

    /** The members of the result document after its head. */
    Map<String, Object> body() {
        Map<String, Object> dimensions = new LinkedHashMap<>();
        dimensions.put("width", width);
        dimensions.put("height", height);
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("detections", detections.stream().map(DetectionsDocument::entry).toList());
        results.put("total_detections", detections.size());
        results.put("image_dimensions", dimensions);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("method", "ONNX detector");
        body.put("detection_results", results);
        return body;
    }

    private static Map<String, Object> entry(Detection detection) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("class", detection.label());
        entry.put("class_index", detection.index());
        entry.put("confidence", rounded(detection.confidence(), 1e6));
        Edges edges = detection.edges();
        entry.put(
                "bbox",
                List.of(
                        rounded(edges.left(), 100),
                        rounded(edges.top(), 100),
                        rounded(edges.right(), 100),
                        rounded(edges.bottom(), 100)));
        return entry;
    }

    /** Such as {@code person, 2 × car}; the most certain first. */
    String headline() {
        if (detections.isEmpty()) {
            return "nothing found";
        }
        Map<String, Integer> counts = counts();
        String named =
                counts.entrySet().stream()
                        .limit(NAMED)
                        .map(it -> (it.getValue() > 1 ? it.getValue() + " × " : "") + it.getKey())
                        .collect(Collectors.joining(", "));
        int more = counts.size() - NAMED;
        return more > 0 ? "%s and %d more classes".formatted(named, more) : named;
    }

    /** What the row shows: how many there are, and of each of the first classes. */
    Map<String, Object> summary() {
        Map<String, Object> classes = new LinkedHashMap<>();
        counts().entrySet().stream()
                .limit(NAMED)
                .forEach(it -> classes.put(it.getKey(), it.getValue()));
        return Map.of("total_detections", detections.size(), "classes", classes);
    }

    private Map<String, Integer> counts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        detections.forEach(it -> counts.merge(it.label(), 1, Integer::sum));
        return counts;
    }

    /** Without digits that mean nothing and cost bytes. */
    private static double rounded(double value, double unit) {
        return Math.round(value * unit) / unit;
    }
}
