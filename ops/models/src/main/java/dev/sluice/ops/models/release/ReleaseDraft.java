package dev.sluice.ops.models.release;

import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipeline.ModelFile;
import dev.sluice.shared.pipeline.Release;
import dev.sluice.shared.pipeline.ReleaseContents;

import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A release that is put together in a folder of its own, before anybody can see it. */
public final class ReleaseDraft {
    /** What a pipeline's folder holds beside a short form that is not part of it. */
    private static final Set<String> NOT_PART =
            Set.of("pipeline.yaml", Release.FILE, "model.sha256");

    private final Path folder;

    private ReleaseDraft(Path folder) {
        this.folder = folder;
    }

    /**
     * All that lies in a release's folder, but other releases, hidden files and what says what it
     * is.
     *
     * @param into an empty folder
     * @throws IOException if something cannot be copied
     */
    public static ReleaseDraft copyOf(Path from, Path into) throws IOException {
        for (Path file : files(from)) {
            Path to = into.resolve(from.relativize(file).toString());
            Files.createDirectories(to.resolveSibling("."));
            Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
        }
        return new ReleaseDraft(into);
    }

    private static List<Path> files(Path from) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.sorted().toList()) {
                String name = entry.getFileName().toString();
                if (name.startsWith(".") || NOT_PART.contains(name)) {
                    continue;
                }
                if (Files.isRegularFile(entry)) {
                    files.add(entry);
                } else if (!Files.exists(entry.resolve(Release.FILE))) {
                    files.addAll(files(entry));
                }
            }
        }
        return files;
    }

    /** Puts a file in the place of one that has its name, or beside the others. */
    public void put(Path file, String name) throws IOException {
        Files.copy(file, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Writes {@code release.yaml}, with the sums of all files.
     *
     * @param like what it answers with, but for the version
     */
    public void write(String version, Release like) throws IOException {
        Map<String, Object> yaml = new LinkedHashMap<>();
        yaml.put("version", version);
        Map<String, ModelFile> models = like.models();
        if (models.keySet().equals(Set.of(Pipeline.MODEL))) {
            yaml.put(Pipeline.MODEL, model(models.values().iterator().next()));
        } else {
            Map<String, Object> all = new LinkedHashMap<>();
            models.forEach((name, model) -> all.put(name, model(model)));
            yaml.put("models", all);
        }
        yaml.put("input", like.input());
        yaml.put("options", like.options());
        yaml.put("files", ReleaseContents.sums(folder));
        DumpSettings settings =
                DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setWidth(Integer.MAX_VALUE)
                        .build();
        Files.writeString(folder.resolve(Release.FILE), new Dump(settings).dumpToString(yaml));
    }

    private static Map<String, Object> model(ModelFile model) {
        Map<String, Object> yaml = new LinkedHashMap<>();
        yaml.put("file", model.file());
        Map<String, Object> batch = new LinkedHashMap<>();
        batch.put("max", model.batch().max());
        batch.put("maxDelay", model.batch().maxDelay().toMillis() + "ms");
        batch.put("alone", model.batch().alone());
        yaml.put("batch", batch);
        yaml.put("threads", model.threads());
        return yaml;
    }
}
