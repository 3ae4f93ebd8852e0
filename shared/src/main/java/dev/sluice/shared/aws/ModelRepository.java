package dev.sluice.shared.aws;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.pipeline.ModelFiles;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where pipelines and their models come from: {@code MODEL_PATH}. What lies in S3 is copied once
 * into this machine's {@link ModelCache}: a {@code pipeline.yaml} for whoever routes, models only
 * for whoever runs them.
 */
public final class ModelRepository {
    private static final Pattern S3 = Pattern.compile("s3://([^/]+)/?(.*)");
    private static final Pattern PIPELINE = Pattern.compile("[^/]+/pipeline\\.yaml");

    private ModelRepository() {}

    /**
     * The folder with {@code <pipeline>/pipeline.yaml}, or one pipeline's own; of an {@code s3://}
     * address it holds these files alone.
     *
     * @throws StartFailure if there is nothing, or S3 does not answer
     */
    public static Path open(String modelPath, S3Client s3) {
        return open(modelPath, s3, ModelCache::ofUser);
    }

    /**
     * @param cache asked for only where there is something to copy: a folder needs none
     */
    static Path open(String modelPath, S3Client s3, Supplier<ModelCache> cache) {
        Matcher address = S3.matcher(modelPath);
        if (address.matches()) {
            return copy(address, s3, cache.get(), PIPELINE.asMatchPredicate()).folder();
        }
        Path folder = Path.of(modelPath);
        if (!Files.isDirectory(folder)) {
            throw new StartFailure(
                    "MODEL_PATH: there is no folder %s; give the folder that holds <pipeline>/pipeline.yaml"
                            .formatted(folder.toAbsolutePath()));
        }
        return folder;
    }

    /**
     * Brings the models of these pipelines, which were read from {@link #open}'s folder, and
     * whatever lies beside them, and checks that they are whole.
     *
     * @throws InvalidConfiguration if a model is missing or is not what {@code model.sha256} says
     * @throws StartFailure if S3 does not answer
     */
    public static void fetchModels(String modelPath, S3Client s3, Pipelines pipelines) {
        fetchModels(modelPath, s3, pipelines, ModelCache::ofUser);
    }

    static void fetchModels(
            String modelPath, S3Client s3, Pipelines pipelines, Supplier<ModelCache> caches) {
        Matcher address = S3.matcher(modelPath);
        if (!address.matches()) {
            ModelFiles.check(pipelines);
            return;
        }
        ModelCache cache = caches.get();
        Set<String> folders =
                pipelines.all().stream()
                        .map(each -> each.folder().getFileName().toString())
                        .collect(Collectors.toSet());
        Predicate<String> wanted = path -> folders.contains(path.replaceFirst("/.*", ""));
        ModelCache.Copies copies = copy(address, s3, cache, wanted);
        if (pipelines.all().stream()
                .anyMatch(each -> !copies.folder().equals(each.folder().getParent()))) {
            throw new StartFailure(
                    "MODEL_PATH: %s was changed while it was read; start again"
                            .formatted(modelPath));
        }
        Set<Pipeline> refused = new LinkedHashSet<>();
        try {
            ModelFiles.check(pipelines, refused::add);
        } finally {
            refused.forEach(each -> cache.forget(models(each, copies), copies.fresh()));
        }
    }

    private static List<ModelObject> models(Pipeline pipeline, ModelCache.Copies copies) {
        Predicate<String> yaml = PIPELINE.asMatchPredicate();
        return copies.objects().stream()
                .filter(each -> Path.of(each.path()).startsWith(pipeline.folder().getFileName()))
                .filter(each -> !yaml.test(each.path()))
                .toList();
    }

    private static ModelCache.Copies copy(
            Matcher address, S3Client s3, ModelCache cache, Predicate<String> wanted) {
        String what = address.group();
        try {
            return cache.copies(s3, contents(address, s3), wanted);
        } catch (SdkException e) {
            throw new StartFailure(
                    "MODEL_PATH: cannot read %s: %s; check the address, AWS_REGION and AWS_ENDPOINT_URL_S3, and that the role has s3:ListBucket on the bucket and s3:GetObject on its objects"
                            .formatted(what, e.getMessage()),
                    e);
        } catch (IOException e) {
            throw new StartFailure(
                    "MODEL_PATH: cannot copy %s to %s: %s; there must be room for the models (XDG_CACHE_HOME moves the folder)"
                            .formatted(what, cache.root(), e),
                    e);
        }
    }

    private static List<ModelObject> contents(Matcher address, S3Client s3) {
        List<ModelObject> contents = ModelListing.of(s3, address.group(1), address.group(2));
        if (contents.isEmpty()) {
            throw new StartFailure(
                    "MODEL_PATH: neither pipeline.yaml nor <pipeline>/pipeline.yaml lies under "
                            + address.group());
        }
        return contents;
    }
}
