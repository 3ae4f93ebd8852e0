package dev.sluice.shared.pipeline;

import dev.sluice.shared.pipeline.Pipeline.ModelFile;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a pipeline answers with: its models and all that belongs to them. A pipeline's routing, rows
 * and limits stay as they are while its releases come and go. Written in {@code pipeline.yaml}
 * itself, the short form, or in a {@code release.yaml} of a folder that is named after the version.
 *
 * @param version named in every answer
 * @param models by the names that the task knows, in their order
 * @param input how the task's model wants its input; only the task understands it
 * @param options keys that only the task understands
 * @param files what lies beside the release, by its path: its SHA-256 in hexadecimal; none of a
 *     short form, which has {@code model.sha256} instead
 * @param folder where the model files lie
 */
public record Release(
        String version,
        Map<String, ModelFile> models,
        Map<String, @Nullable Object> input,
        Map<String, @Nullable Object> options,
        Map<String, String> files,
        Path folder) {

    /** Names its folder, too, and never one elsewhere. */
    public static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}");

    /** Of a folder below the pipeline's. */
    public static final String FILE = "release.yaml";

    public Release {
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        input = Collections.unmodifiableMap(new LinkedHashMap<>(input));
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    /**
     * The short form. Its version is that of its model, or those of its models in their order,
     * joined by {@code +}, where they differ.
     */
    public Release(
            Map<String, ModelFile> models,
            Map<String, @Nullable Object> input,
            Map<String, @Nullable Object> options,
            Path folder) {
        this(joined(models), models, input, options, Map.of(), folder);
    }

    /** The file that it is written in, below the pipeline's folder. */
    public String source() {
        return files.isEmpty() ? "pipeline.yaml" : version + "/" + FILE;
    }

    private static String joined(Map<String, ModelFile> models) {
        return models.values().stream()
                .map(ModelFile::version)
                .distinct()
                .collect(Collectors.joining("+"));
    }
}
