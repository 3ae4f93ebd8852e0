package dev.sluice.ops.flakes.annotation;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A picture and the flakes in it.
 *
 * @param about what else the file says of it: names and texts, such as {@code difficulty}
 */
public record AnnotatedPicture(Path file, List<Outline> flakes, Map<String, String> about) {
    public AnnotatedPicture {
        flakes = List.copyOf(flakes);
        about = Map.copyOf(about);
    }
}
