package dev.sluice.shared.probe;

import dev.sluice.shared.Settings;
import dev.sluice.shared.SettingsView;
import dev.sluice.shared.pipeline.Pipeline;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code /info} tells. */
public final class ProgramInfo {
    private ProgramInfo() {}

    /**
     * For {@link Probed#info}.
     *
     * @param pipelines that it serves, none as long as they are not read
     */
    public static Map<String, Object> of(
            String program, String version, Collection<Pipeline> pipelines, Settings settings) {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("program", program);
        info.put("version", version);
        info.put("java", System.getProperty("java.version", "unknown"));
        Map<String, String> versions = new LinkedHashMap<>();
        pipelines.forEach(pipeline -> versions.put(pipeline.name(), pipeline.version()));
        info.put("pipelines", versions);
        info.put("settings", SettingsView.of(settings));
        return info;
    }
}
