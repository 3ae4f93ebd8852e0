package dev.sluice.shared.pipeline;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.config.YamlFile;
import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.shared.pipeline.Pipeline.ModelFile;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads what a release consists of: of a {@code release.yaml}, or of a {@code pipeline.yaml}. */
final class ReleaseFile {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private ReleaseFile() {}

    /**
     * The release in a folder of its own, as it says of itself; nothing is looked for beside it.
     *
     * @param folder named after the version
     * @param label how problems name the file
     */
    static Release read(Path folder, String label, Problems problems) {
        Section yaml = YamlFile.read(folder.resolve(Release.FILE), label, problems);
        String version = yaml.text("version");
        String named = folder.getFileName().toString();
        if (!version.isEmpty() && !version.equals(named)) {
            yaml.problem(
                    "version", "\"%s\" must be that of its folder, %s".formatted(version, named));
        }
        Map<String, ModelFile> models = models(yaml, named);
        Map<String, String> files = files(yaml.section("files"));
        Release release =
                new Release(
                        named,
                        models,
                        yaml.section("input").raw(),
                        yaml.section("options").raw(),
                        files,
                        folder);
        yaml.done();
        models.values().stream()
                .map(ModelFile::file)
                .filter(file -> !files.containsKey(file))
                .forEach(file -> yaml.problem("files", "must have the SHA-256 of " + file));
        return release;
    }

    private static Map<String, String> files(Section section) {
        Map<String, String> files = new LinkedHashMap<>();
        section.all()
                .forEach(
                        (file, sum) -> {
                            Path path = Path.of(file);
                            if (path.isAbsolute()
                                    || !path.normalize().equals(path)
                                    || path.startsWith("..")) {
                                section.problem(file, "must be a path below the release's folder");
                            } else if (!SHA_256.matcher(sum).matches()) {
                                section.problem(
                                        file,
                                        "must be a SHA-256, 64 hexadecimal digits in lower case");
                            } else {
                                files.put(file, sum);
                            }
                        });
        return files;
    }

    /**
     * The models of a release.
     *
     * @param version of those that have none of their own
     */
    static Map<String, ModelFile> models(Section yaml, String version) {
        Map<String, ModelFile> models = new LinkedHashMap<>();
        Section named = yaml.section("models");
        for (String name : named.all().keySet()) {
            if (!PipelineFile.NAME.matcher(name).matches()) {
                named.problem(name, "must match " + PipelineFile.NAME);
            }
            models.put(name, model(named.section(name), version));
        }
        Section one = yaml.section(Pipeline.MODEL);
        if (models.isEmpty()) {
            models.put(Pipeline.MODEL, model(one, version));
        } else if (!one.all().isEmpty()) {
            yaml.problem(Pipeline.MODEL, "stands beside models; move it there under a name");
        }
        return models;
    }

    private static ModelFile model(Section model, String otherwise) {
        String file = model.text("file", "model.onnx");
        String version = model.text("version", otherwise);
        Section batch = model.section("batch");
        Batch limits =
                new Batch(
                        batch.integer("max", 8, 1, 1024),
                        batch.duration(
                                "maxDelay",
                                Duration.ofMillis(5),
                                Duration.ZERO,
                                Duration.ofSeconds(10)),
                        batch.flag("alone", false));
        batch.done();
        int threads = model.integer("threads", 1, 1, 1024);
        model.done();
        return new ModelFile(file, version, limits, threads);
    }
}
