package dev.sluice.shared.aws;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.pipeline.ModelFiles;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.pipeline.Release;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where pipelines and their models come from: {@code MODEL_PATH}. What lies in S3 is copied once
 * into this machine's {@link ModelCache}: a {@code pipeline.yaml} for whoever routes, models only
 * for whoever runs them.
 */
public final class ModelRepository {
    private static final Pattern S3 = Pattern.compile("s3://([^/]+)/?(.*)");

    /** What says what there is; the rest is for whoever runs it. */
    private static final Pattern PIPELINE =
            Pattern.compile("[^/]+/(pipeline|[^/]+/release)\\.yaml");

    private ModelRepository() {}

    /** The repository is another than it was a moment ago. */
    public static final class Changed extends StartFailure {
        private static final long serialVersionUID = 1;

        Changed(String modelPath) {
            super("MODEL_PATH: %s was changed while it was read; start again".formatted(modelPath));
        }
    }

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
            return copy(
                            address,
                            s3,
                            cache.get(),
                            contents(address, s3),
                            PIPELINE.asMatchPredicate())
                    .folder();
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
        fetch(address, s3, caches.get(), pipelines.all());
    }

    /**
     * Brings what belongs to a pipeline's release, which was read from {@link #open}'s folder, and
     * checks that it is whole.
     *
     * @throws InvalidConfiguration if a file is missing or is not what its sum says
     * @throws Changed if what was read is not what there is
     * @throws StartFailure if S3 does not answer
     */
    public static void fetchRelease(String modelPath, S3Client s3, Pipeline pipeline) {
        Matcher address = S3.matcher(modelPath);
        if (address.matches()) {
            fetch(address, s3, ModelCache.ofUser(), List.of(pipeline));
        } else {
            ModelFiles.check(List.of(pipeline), _ -> {});
        }
    }

    /**
     * Puts a release beside the others of a pipeline that was read from {@link #open}'s folder.
     * {@code release.yaml} comes last: without it there is none.
     *
     * @throws IOException if it cannot be written
     * @throws StartFailure if S3 refuses
     */
    public static void put(
            String modelPath, S3Client s3, Pipeline pipeline, String version, Path draft)
            throws IOException {
        Matcher address = S3.matcher(modelPath);
        if (!address.matches()) {
            Path made = pipeline.folder().resolve("." + version + ".part");
            if (Files.exists(made)) { // of somebody who was cut off
                ModelCache.delete(made);
            }
            for (Path file : files(draft)) {
                Path to = made.resolve(draft.relativize(file).toString());
                Files.createDirectories(to.resolveSibling("."));
                Files.copy(file, to);
            }
            Files.move(made, pipeline.folder().resolve(version), StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        String path = address.group(2);
        String prefix = path.isEmpty() || path.endsWith("/") ? path : path + "/";
        String own = prefix + pipeline.folder().getFileName() + "/";
        String home = exists(s3, address.group(1), own + "pipeline.yaml") ? own : prefix;
        try {
            for (Path file : files(draft)) {
                String key = home + version + "/" + draft.relativize(file);
                s3.putObject(put -> put.bucket(address.group(1)).key(key), file);
            }
        } catch (SdkException e) {
            throw new StartFailure(
                    "MODEL_PATH: cannot write to %s: %s; it takes s3:PutObject there"
                            .formatted(modelPath, e.getMessage()),
                    e);
        }
    }

    private static boolean exists(S3Client s3, String bucket, String key) {
        return s3.listObjectsV2(list -> list.bucket(bucket).prefix(key).maxKeys(1)).hasContents();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .sorted(
                            Comparator.comparing((Path file) -> file.endsWith(Release.FILE))
                                    .thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
    }

    private static void fetch(
            Matcher address, S3Client s3, ModelCache cache, List<Pipeline> pipelines) {
        Set<String> homes = pipelines.stream().map(Home::of).collect(Collectors.toSet());
        List<ModelObject> contents = contents(address, s3);
        Home home = new Home(contents);
        ModelCache.Copies copies =
                copy(address, s3, cache, contents, path -> homes.contains(home.of(path)));
        if (pipelines.stream()
                .anyMatch(each -> !each.folder().equals(copies.folder().resolve(Home.of(each))))) {
            throw new Changed(address.group());
        }
        Set<Pipeline> refused = new LinkedHashSet<>();
        try {
            ModelFiles.check(pipelines, refused::add);
        } finally {
            refused.forEach(each -> cache.forget(home.models(each, copies), copies.fresh()));
        }
    }

    /**
     * Which files belong together: those of a release in a folder of its own, and all others of a
     * pipeline.
     */
    private record Home(Set<String> releases) {
        Home(List<ModelObject> contents) {
            this(
                    contents.stream()
                            .map(ModelObject::path)
                            .filter(path -> path.matches("[^/]+/[^/]+/release\\.yaml"))
                            .map(path -> path.substring(0, path.lastIndexOf('/')))
                            .collect(Collectors.toSet()));
        }

        String of(String path) {
            String[] parts = path.split("/", 3);
            String release = parts.length < 3 ? "" : parts[0] + "/" + parts[1];
            return releases.contains(release) ? release : parts[0];
        }

        static String of(Pipeline pipeline) {
            Path folder = pipeline.folder();
            int names = pipeline.release().files().isEmpty() ? 1 : 2;
            return folder.subpath(folder.getNameCount() - names, folder.getNameCount()).toString();
        }

        List<ModelObject> models(Pipeline pipeline, ModelCache.Copies copies) {
            Predicate<String> yaml = PIPELINE.asMatchPredicate();
            return copies.objects().stream()
                    .filter(each -> of(each.path()).equals(of(pipeline)))
                    .filter(each -> !yaml.test(each.path()))
                    .toList();
        }
    }

    private static ModelCache.Copies copy(
            Matcher address,
            S3Client s3,
            ModelCache cache,
            List<ModelObject> contents,
            Predicate<String> wanted) {
        String what = address.group();
        try {
            return cache.copies(s3, contents, wanted);
        } catch (SdkException e) {
            throw unreadable(what, e);
        } catch (IOException e) {
            throw new StartFailure(
                    "MODEL_PATH: cannot copy %s to %s: %s; there must be room for the models (XDG_CACHE_HOME moves the folder)"
                            .formatted(what, cache.root(), e),
                    e);
        }
    }

    private static List<ModelObject> contents(Matcher address, S3Client s3) {
        List<ModelObject> contents = listing(address, s3);
        if (contents.isEmpty()) {
            throw new StartFailure(
                    "MODEL_PATH: neither pipeline.yaml nor <pipeline>/pipeline.yaml lies under "
                            + address.group());
        }
        return contents;
    }

    private static List<ModelObject> listing(Matcher address, S3Client s3) {
        try {
            return ModelListing.of(s3, address.group(1), address.group(2));
        } catch (SdkException e) {
            throw unreadable(address.group(), e);
        }
    }

    private static StartFailure unreadable(String what, SdkException e) {
        return new StartFailure(
                "MODEL_PATH: cannot read %s: %s; check the address, AWS_REGION and AWS_ENDPOINT_URL_S3, and that the role has s3:ListBucket on the bucket and s3:GetObject on its objects"
                        .formatted(what, e.getMessage()),
                e);
    }
}
