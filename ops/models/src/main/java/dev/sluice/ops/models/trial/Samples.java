package dev.sluice.ops.models.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The pictures of a folder; those in folders of it show what these are called. */
public final class Samples {
    private static final Set<String> ENDINGS =
            Set.of(
                    "jpg", "jpeg", "png", "gif", "bmp", "webp", "tif", "tiff", "heic", "heif",
                    "avif", "jxl");

    private final List<Sample> all;

    private Samples(List<Sample> all) {
        this.all = List.copyOf(all);
    }

    public static Samples none() {
        return new Samples(List.of());
    }

    /**
     * @throws IOException if the folder cannot be listed
     */
    public static Samples in(Path folder) throws IOException {
        List<Sample> all = new ArrayList<>();
        for (Path entry : list(folder)) {
            if (Files.isDirectory(entry)) {
                String label = String.valueOf(entry.getFileName());
                for (Path file : list(entry)) {
                    if (isPicture(file)) {
                        all.add(new Sample(file, Optional.of(label)));
                    }
                }
            } else if (isPicture(entry)) {
                all.add(new Sample(entry, Optional.empty()));
            }
        }
        return new Samples(all);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private static boolean isPicture(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1))
                && Files.isRegularFile(file);
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public int size() {
        return all.size();
    }

    /** The names of folders that hold pictures, in alphabetical order. */
    public List<String> labels() {
        return all.stream().flatMap(sample -> sample.label().stream()).distinct().sorted().toList();
    }

    /** So many at most, of each label about as many. */
    public List<Sample> some(int most) {
        Map<String, List<Sample>> byLabel = new LinkedHashMap<>();
        for (Sample sample : all) {
            byLabel.computeIfAbsent(sample.label().orElse(""), _ -> new ArrayList<>()).add(sample);
        }
        Collection<List<Sample>> groups = byLabel.values();
        List<Sample> some = new ArrayList<>();
        for (int i = 0; some.size() < Math.min(most, all.size()); i++) {
            for (List<Sample> group : groups) {
                if (i < group.size() && some.size() < most) {
                    some.add(group.get(i));
                }
            }
        }
        return some;
    }
}
