package dev.sluice.ops.flakes.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.flakes.annotation.AnnotatedPicture;
import dev.sluice.ops.models.measure.Loaded;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Release;
import dev.sluice.worker.model.ModelFailure;
import dev.sluice.worker.model.OnnxRuntime;
import dev.sluice.worker.task.Finding;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A flakes pipeline with one method and material, run on pictures as a worker runs it, without
 * queue, store and table.
 */
public final class Examination implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Loaded loaded;
    private final int mostKnown;

    private Examination(Loaded loaded, int mostKnown) {
        this.loaded = loaded;
        this.mostKnown = mostKnown;
    }

    /**
     * @param pipeline a flakes pipeline
     * @param options that differ from those of its file, such as {@code material}
     */
    public static Examination of(
            Pipeline pipeline, Map<String, String> options, OnnxRuntime runtime)
            throws IOException {
        Release release = pipeline.release();
        Map<String, @Nullable Object> all = new LinkedHashMap<>(release.options());
        all.putAll(options);
        Release changed = new Release(release.models(), release.input(), all, release.folder());
        int mostKnown =
                Math.max(
                        most(release.folder(), "gmm.json", String.valueOf(all.get("material"))),
                        most(
                                release.folder(),
                                String.valueOf(all.get("constants")),
                                String.valueOf(all.get("material"))));
        return new Examination(Loaded.of(pipeline.with(changed), runtime), mostKnown);
    }

    /** Whether the pipeline's model has constants of a material. */
    static boolean hasClasses(Path folder, String material) throws IOException {
        return most(folder, "gmm.json", material) > 0;
    }

    private static int most(Path folder, String file, String material) throws IOException {
        Path constants = folder.resolve(file);
        if (!Files.isRegularFile(constants)) {
            return 0;
        }
        JsonNode layers = JSON.readTree(constants.toFile()).path("materials").path(material);
        int most = 0;
        for (Map.Entry<String, JsonNode> layer : layers.properties()) {
            most = Math.max(most, number(layer.getKey()).orElse(0));
        }
        return most;
    }

    private static OptionalInt number(String text) {
        return text.matches("\\d{1,4}")
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }

    /**
     * @throws IOException if the picture cannot be read, or is refused
     */
    public Score of(AnnotatedPicture picture) throws IOException, InterruptedException {
        try {
            return switch (loaded.trial().of(Files.readAllBytes(picture.file()))) {
                case Finding.Refused(var why) ->
                        throw new IOException(picture.file() + " is refused: " + why);
                case Finding.Found(var result) -> {
                    JsonNode document = JSON.valueToTree(result.document());
                    yield new Comparison(picture.flakes(), mostKnown)
                            .with(document.at("/detection_results/flakes"));
                }
            };
        } catch (ModelFailure e) {
            throw new IOException("the model failed on " + picture.file(), e);
        }
    }

    @Override
    public void close() {
        loaded.close();
    }
}
