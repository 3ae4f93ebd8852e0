package dev.sluice.worker.task;

import dev.sluice.shared.config.Section;
import dev.sluice.shared.config.TextFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The names of the classes, in the network's order: {@code options.labels} (default {@code
 * labels.txt}), one a line.
 *
 * @param file as messages name it
 */
public record Labels(String file, List<String> names) {
    public Labels {
        names = List.copyOf(names);
    }

    /** Reads the file; notes a problem where there is none, or nothing in it. */
    public static Labels read(Section options, Path folder) {
        String file = options.text("labels", "labels.txt");
        try {
            List<String> names =
                    TextFile.lines(folder.resolve(file)).stream()
                            .filter(line -> !line.isBlank())
                            .map(String::strip)
                            .toList();
            if (names.isEmpty()) {
                options.problem("labels", file + " has no lines; write one class a line");
            }
            return new Labels(file, names);
        } catch (IOException e) {
            options.problem("labels", "cannot be read: " + e.getMessage());
            return new Labels(file, List.of());
        }
    }

    public int size() {
        return names.size();
    }

    public String name(int index) {
        return names.get(index);
    }

    /** Says that values and labels differ in number. */
    public String mismatch(long values) {
        return "the model answers %d value%s, %s has %d line%s%s"
                .formatted(
                        values,
                        values == 1 ? "" : "s",
                        file,
                        size(),
                        size() == 1 ? "" : "s",
                        values == 1
                                ? "; a single value needs two labels: first the class of 0, then"
                                        + " that of 1"
                                : "; write one line for each value, in the model's order");
    }
}
