package dev.sluice.ops.flakes.annotation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads a folder of pictures whose flakes are outlined: a JSON file of COCO with several pictures,
 * or one of LabelMe for each. Pictures must lie in the same folder.
 */
public final class Annotations {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final Set<String> ignored;
    private final Problems problems;

    private Annotations(Path folder, Set<String> ignored, Problems problems) {
        this.folder = folder;
        this.ignored = ignored;
        this.problems = problems;
    }

    /**
     * @param ignored labels of what is not to be looked at
     * @throws InvalidConfiguration with all that is wrong at once
     * @throws IOException if the folder cannot be listed
     */
    public static List<AnnotatedPicture> read(Path folder, Set<String> ignored) throws IOException {
        Problems problems = new Problems();
        Annotations annotations = new Annotations(folder, ignored, problems);
        List<AnnotatedPicture> pictures = annotations.read();
        problems.throwIfAny();
        return pictures;
    }

    private List<AnnotatedPicture> read() throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(it -> it.toString().endsWith(".json")).sorted().toList();
        }
        List<AnnotatedPicture> pictures = new ArrayList<>();
        int known = 0;
        for (Path file : files) {
            try {
                JsonNode root = JSON.readTree(Files.readAllBytes(file));
                if (root.path("images").isArray()) {
                    new Coco(file, root, this).addTo(pictures);
                    known++;
                } else if (root.path("shapes").isArray()) {
                    new LabelMe(file, root, this).addTo(pictures);
                    known++;
                }
            } catch (IOException e) {
                problem(
                        file,
                        "is no JSON: "
                                + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            }
        }
        if (known == 0) {
            problem(
                    folder,
                    "has no annotations: put a .json of COCO (\"images\", \"annotations\","
                            + " \"categories\") or of LabelMe (\"shapes\") beside the pictures");
        }
        Set<Path> once = new HashSet<>();
        for (AnnotatedPicture picture : pictures) {
            if (!once.add(picture.file())) {
                problem(
                        picture.file(),
                        "is outlined twice, so each of its flakes would count twice; keep one");
            }
        }
        return pictures;
    }

    void problem(Path file, String what) {
        problems.add(String.valueOf(file.getFileName()), what);
    }

    boolean isIgnored(String label) {
        return ignored.contains(label);
    }

    /** Adds an outline, or says what is wrong with it. */
    void add(Path file, String where, String label, List<double[]> rings, List<Outline> flakes) {
        if (isIgnored(label)) {
            return;
        }
        if (Layers.of(label).isEmpty()) {
            problem(
                    file,
                    "%s: the label \"%s\" names no number of layers; call it 1, 2L, 3 layers or monolayer, or leave it out with --ignore"
                            .formatted(where, label));
            return;
        }
        if (rings.isEmpty() || rings.stream().anyMatch(ring -> !isPolygon(ring))) {
            problem(
                    file,
                    where + ": a polygon needs at least three corners, each of two finite numbers");
            return;
        }
        flakes.add(new Outline(Layers.of(label).getAsInt(), rings));
    }

    private static boolean isPolygon(double[] ring) {
        for (double each : ring) {
            if (!Double.isFinite(each)) {
                return false;
            }
        }
        return ring.length >= 6 && ring.length % 2 == 0;
    }

    /** The picture of this name beside the annotations; empty, and a problem, if there is none. */
    List<Path> picture(Path file, String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        if (last.isEmpty() || !Files.isRegularFile(folder.resolve(last))) {
            problem(file, "the picture \"%s\" is not in %s".formatted(last, folder));
            return List.of();
        }
        return List.of(folder.resolve(last));
    }
}
