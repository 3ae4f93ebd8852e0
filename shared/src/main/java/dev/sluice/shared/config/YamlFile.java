package dev.sluice.shared.config;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Opens a YAML file as a {@link Section}. */
public final class YamlFile {
    private YamlFile() {}

    /**
     * @param label how problems name the file
     * @return its mapping; empty, with a problem noted, if it cannot be read or is no mapping
     */
    public static Section read(Path file, String label, Problems problems) {
        String text = "{}";
        try {
            text = TextFile.read(file);
        } catch (IOException e) {
            problems.add(label, "cannot be read: " + e.getMessage());
        }
        return parse(text, label, problems);
    }

    /**
     * What a file would hold, where there is none.
     *
     * @param label how problems name the text
     * @return its mapping; empty, with a problem noted, if it is none
     */
    public static Section parse(String text, String label, Problems problems) {
        Map<?, ?> values = Map.of();
        try {
            LoadSettings settings =
                    LoadSettings.builder()
                            .setLabel(label)
                            .setAllowDuplicateKeys(false)
                            .setSchema(new AsWritten())
                            .build();
            switch (new Load(settings).loadFromString(text)) {
                case Map<?, ?> map -> values = map;
                case null, default -> problems.add(label, "must be a YAML mapping");
            }
        } catch (YamlEngineException e) {
            problems.add(label, "is not YAML: " + e.getMessage());
        }
        Section whole = new Section(Map.of("", values), key -> label, problems);
        Section top = whole.section("");
        return top.renamed(key -> label + ": " + key);
    }
}
