package dev.sluice.ops.models.trial;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which label a folder's name means: people write {@code early blight} for Potato___Early_blight.
 */
final class Likeness {
    private Likeness() {}

    static Optional<String> label(String folder, List<String> labels) {
        String wanted = plain(folder);
        return labels.stream()
                .filter(label -> plain(label).equals(wanted))
                .findFirst()
                .or(() -> only(labels.stream().filter(l -> plain(l).endsWith(wanted)).toList()))
                .or(() -> only(labels.stream().filter(l -> wanted.endsWith(plain(l))).toList()));
    }

    private static Optional<String> only(List<String> found) {
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
