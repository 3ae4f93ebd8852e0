package dev.sluice.worker.task.flakes;

import dev.sluice.worker.task.picture.Box;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A picture's flakes as customers read them.
 *
 * @param findings by which method, and what
 * @param material name as in {@code gmm.json}
 * @param width of the picture, px
 * @param height of the picture, px
 */
record FlakesDocument(
        Findings findings, String material, Magnification magnification, int width, int height) {
    private static final Comparator<String> THINNEST_FIRST =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private List<Flake> flakes() {
        return findings.flakes();
    }

    /** The members of the result document after its head. */
    Map<String, Object> body() {
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("flakes", flakes().stream().map(this::flake).toList());
        results.put("total_flakes", flakes().size());
        Map<String, Object> dimensions = new LinkedHashMap<>();
        dimensions.put("width", width);
        dimensions.put("height", height);
        results.put("image_dimensions", dimensions);
        findings.light()
                .ifPresent(
                        light -> {
                            results.put(
                                    "contrast_scale",
                                    light.scale().stream().map(it -> rounded(it, 3)).toList());
                            results.put("opaque_pieces", light.opaque());
                        });
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("method", findings.method().label());
        body.put("detection_results", results);
        return body;
    }

    /** What the row shows: how many flakes there are, and of each thickness that occurs. */
    Map<String, Object> summary() {
        Map<String, Object> thickness = new TreeMap<>();
        flakes().forEach(
                        flake ->
                                thickness.merge(flake.thickness(), 1, (a, b) -> (int) a + (int) b));
        return Map.of("total_flakes", flakes().size(), "thickness", thickness);
    }

    /** Such as {@code 3 flakes: 2×1 layer, 1×3 layers}. */
    String headline() {
        if (flakes().isEmpty()) {
            return "no flakes";
        }
        Map<String, Long> thickness =
                flakes().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Flake::thickness,
                                        () -> new TreeMap<>(THINNEST_FIRST),
                                        Collectors.counting()));
        return (flakes().size() == 1 ? "1 flake: " : flakes().size() + " flakes: ")
                + thickness.entrySet().stream()
                        .map(each -> each.getValue() + "×" + layers(each.getKey()))
                        .collect(Collectors.joining(", "));
    }

    private static String layers(String thickness) {
        return switch (thickness) {
            case "1" -> "1 layer";
            case String number when number.matches("\\d+") -> number + " layers";
            case String name -> name;
        };
    }

    private Map<String, Object> flake(Flake flake) {
        Map<String, Object> members = new LinkedHashMap<>();
        Box box = flake.box();
        members.put("bbox", List.of(box.left(), box.top(), box.right(), box.bottom()));
        members.put(
                "polygon", flake.outline().stream().map(it -> List.of(it.x(), it.y())).toList());
        members.put("confidence", rounded(flake.confidence(), 6));
        members.put("area", flake.surface().area());
        members.put(
                "area_um2", rounded(magnification.squareMicrometres(flake.surface().area()), 4));
        members.put("material_type", material);
        members.put("thickness", flake.thickness());
        flake.probability().ifPresent(it -> members.put("thickness_probability", rounded(it, 4)));
        members.put("size", flake.surface().size());
        members.put(
                "mean_contrast",
                flake.surface().meanContrast().stream().map(it -> rounded(it, 6)).toList());
        Flake.Rectangle around = flake.shape().around();
        members.put("center", List.of(rounded(around.centerX(), 2), rounded(around.centerY(), 2)));
        members.put("min_sidelength", rounded(around.shortSide(), 2));
        members.put("max_sidelength", rounded(around.longSide(), 2));
        members.put("aspect_ratio", rounded(around.aspectRatio(), 4));
        members.put("false_positive_probability", rounded(1 - flake.confidence(), 6));
        members.put("entropy", rounded(flake.surface().entropy(), 6));
        return members;
    }

    /** Without digits that mean nothing and cost bytes. */
    private static double rounded(double value, int digits) {
        double unit = Math.pow(10, digits);
        return Math.round(value * unit) / unit;
    }
}
