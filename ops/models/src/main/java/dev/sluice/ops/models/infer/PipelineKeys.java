package dev.sluice.ops.models.infer;

import java.nio.file.Path;
import java.util.Locale;

/** Name, keys and rows of a new pipeline; its name is in all of them, so they are nobody else's. */
final class PipelineKeys {
    private static final int LONGEST_NAME = 31;

    private PipelineKeys() {}

    static void tell(Draft draft, Path model) {
        String why = "every pipeline has a folder of its own, of uploads and of results";
        String name = draft.text("name");
        if (name.isEmpty()) {
            name = name(model);
            draft.say("name", name, Ground.READ, "after the file's name, or its folder's");
        }
        draft.say(
                "match",
                "{customerID}/%s/{imageID}.{jpg|jpeg|png|gif|bmp|webp}".formatted(name),
                Ground.ASSUMED,
                why);
        draft.say("row", name + "#{imageID}", Ground.ASSUMED, why);
        draft.say(
                "output.name",
                "{customerID}/%s-result/{imageID}".formatted(name),
                Ground.ASSUMED,
                why);
    }

    /** A model that is called nothing in particular is called by its folder. */
    private static String name(Path model) {
        Path file = model.toAbsolutePath().normalize();
        String stem = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
        Path folder = file.getParent();
        if (stem.startsWith("model") && folder != null && folder.getFileName() != null) {
            stem = folder.getFileName().toString();
        }
        String clean =
                stem.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^[^a-z]+|-+$", "");
        String cut = clean.substring(0, Math.min(clean.length(), LONGEST_NAME));
        return cut.isEmpty() ? "classifier" : cut.replaceAll("-+$", "");
    }
}
