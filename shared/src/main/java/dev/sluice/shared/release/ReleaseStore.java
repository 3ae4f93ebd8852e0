package dev.sluice.shared.release;

import dev.sluice.shared.aws.ModelRepository;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.pipeline.Release;
import dev.sluice.shared.pipeline.Releases;

import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The releases of a repository, as it is at the moment: {@code <pipeline>/<version>/}, and the
 * short form in {@code <pipeline>/pipeline.yaml}.
 *
 * @param modelPath a folder, or an address in S3
 */
public record ReleaseStore(String modelPath, S3Client s3) {
    /** Somebody may add a release while another is brought. */
    private static final int TRIES = 5;

    /**
     * All pipelines with their short forms, by name.
     *
     * @throws InvalidConfiguration if one is wrong
     * @throws StartFailure if the repository cannot be read
     */
    public Map<String, Pipeline> written() {
        Path folder = ModelRepository.open(modelPath, s3);
        Map<String, Pipeline> written = new LinkedHashMap<>();
        Pipelines pipelines = Pipelines.read(folder, List.of());
        pipelines.all().forEach(each -> written.put(each.name(), each));
        pipelines.lanes().forEach(each -> written.put(each.name(), each));
        return written;
    }

    /** The versions that have folders of their own. */
    public SortedSet<String> versions(Pipeline pipeline) {
        return Releases.versions(own(pipeline).folder());
    }

    /**
     * A release as it is written; its files need not be there.
     *
     * @param version empty for the short form
     * @return the same pipeline, which answers with it
     * @throws InvalidConfiguration if there is none, or it is wrong
     */
    public Pipeline read(Pipeline pipeline, Optional<String> version) {
        Pipeline own = own(pipeline);
        Optional<Release> found =
                version.isEmpty()
                        ? Optional.of(own.release())
                        : Releases.read(own, version.get())
                                .or(
                                        () ->
                                                Optional.of(own.release())
                                                        .filter(
                                                                each ->
                                                                        each.version()
                                                                                .equals(
                                                                                        version
                                                                                                .get())));
        return pipeline.with(
                found.orElseThrow(
                        () ->
                                new InvalidConfiguration(
                                        List.of(
                                                "%s has no version %s in %s; it has %s. Add it with ops/sluice models add"
                                                        .formatted(
                                                                pipeline.name(),
                                                                version.orElse(""),
                                                                modelPath,
                                                                all(own))))));
    }

    private static List<String> all(Pipeline own) {
        List<String> all = new ArrayList<>(Releases.versions(own.folder()));
        if (!all.contains(own.version())) {
            all.addFirst(own.version());
        }
        return all;
    }

    private Pipeline own(Pipeline pipeline) {
        Pipeline own = written().get(pipeline.name());
        if (own == null) {
            throw new InvalidConfiguration(
                    List.of(
                            "%s has no pipeline %s any more"
                                    .formatted(modelPath, pipeline.name())));
        }
        return own;
    }

    /**
     * Adds a release, whole or not at all. None that is there is ever changed.
     *
     * @param draft a folder with a {@code release.yaml}
     * @throws InvalidConfiguration if there is one of that version
     * @throws IOException if it cannot be written
     */
    public void add(Pipeline pipeline, String version, Path draft) throws IOException {
        Pipeline own = own(pipeline);
        if (Releases.versions(own.folder()).contains(version) || own.version().equals(version)) {
            throw new InvalidConfiguration(
                    List.of(
                            "%s has a version %s already; what answers may name never changes, so give another version"
                                    .formatted(pipeline.name(), version)));
        }
        ModelRepository.put(modelPath, s3, own, version, draft);
    }

    /**
     * A release with its files, each as its sum says.
     *
     * @param version empty for the short form
     * @return the same pipeline, which answers with it
     * @throws InvalidConfiguration if there is none, or something of it is wrong
     * @throws StartFailure if it cannot be brought
     */
    public Pipeline fetch(Pipeline pipeline, Optional<String> version) {
        for (int i = 1; ; i++) {
            Pipeline release = read(pipeline, version);
            try {
                ModelRepository.fetchRelease(modelPath, s3, release);
                return release;
            } catch (ModelRepository.Changed e) {
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }
}
