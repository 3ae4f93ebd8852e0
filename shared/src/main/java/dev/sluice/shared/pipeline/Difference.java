package dev.sluice.shared.pipeline;

import dev.sluice.shared.config.Nearest;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.pipeline.KeyPattern.Segment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;

/**
 * How a key differs from a pattern that it does not match.
 *
 * @param weight the smaller, the nearer
 * @param words for the operator, such as {@code has "moderat", not "moderate"}
 */
record Difference(int weight, String words) {
    /** Of a part that is nothing like what the pattern has; another spelling weighs 1. */
    private static final int ANOTHER_PART = 3;

    static Difference between(String key, KeyPattern pattern) {
        String[] parts = key.split("/", -1);
        List<Segment> segments = pattern.segments();
        int more = parts.length - segments.size();
        List<Difference> all = new ArrayList<>();
        if (more != 0) {
            all.add(
                    new Difference(
                            Math.abs(more),
                            "has %d parts between slashes, not %d"
                                    .formatted(parts.length, segments.size())));
        }
        Difference fromStart = sum(folders(parts, segments, 0));
        Difference fromEnd = sum(folders(parts, segments, more));
        Difference folders = fromEnd.weight < fromStart.weight ? fromEnd : fromStart;
        if (folders.weight > 0) {
            all.add(folders);
        }
        all.addAll(fileName(parts[parts.length - 1], pattern));
        return sum(all);
    }

    private static Difference sum(List<Difference> differences) {
        return new Difference(
                differences.stream().mapToInt(Difference::weight).sum(),
                String.join(", ", differences.stream().map(Difference::words).toList()));
    }

    /**
     * @param shift how many parts of the key stand before the pattern's first
     */
    private static List<Difference> folders(String[] parts, List<Segment> segments, int shift) {
        List<Difference> differences = new ArrayList<>();
        for (int i = 0; i < segments.size() - 1; i++) {
            Segment folder = segments.get(i);
            String part = i + shift < 0 || i + shift >= parts.length - 1 ? "" : parts[i + shift];
            if (!folder.variable() && !part.isEmpty() && !part.equals(folder.prefix())) {
                boolean misspelt = Nearest.to(part, List.of(folder.prefix())).isPresent();
                differences.add(
                        new Difference(
                                misspelt ? 1 : ANOTHER_PART,
                                "has %s, not \"%s\""
                                        .formatted(FailureReason.quote(part), folder.prefix())));
            }
        }
        return differences;
    }

    private static List<Difference> fileName(String name, KeyPattern pattern) {
        List<Difference> differences = new ArrayList<>();
        SortedSet<String> extensions = pattern.extensions();
        int dot = name.lastIndexOf('.');
        String extension = name.substring(dot + 1).toLowerCase(Locale.ROOT);
        if (!extensions.isEmpty() && (dot < 0 || !extensions.contains(extension))) {
            differences.add(
                    new Difference(
                            1,
                            (dot < 0 ? "has no extension" : "ends in ." + extension)
                                    + ", not in ."
                                    + String.join(" .", extensions)));
        }
        Segment last = pattern.segments().getLast();
        String stem = last.suffix().substring(0, Math.max(0, last.suffix().lastIndexOf('.')));
        if (last.variable() && !(name.startsWith(last.prefix()) && has(name, dot, stem))) {
            differences.add(
                    new Difference(1, "its name is not %s…%s".formatted(last.prefix(), stem)));
        }
        return differences;
    }

    private static boolean has(String name, int dot, String stem) {
        return (dot < 0 ? name : name.substring(0, dot)).endsWith(stem);
    }
}
