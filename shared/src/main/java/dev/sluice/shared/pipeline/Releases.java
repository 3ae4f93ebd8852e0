package dev.sluice.shared.pipeline;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The releases of a pipeline that have folders of their own. */
public final class Releases {
    private Releases() {}

    /**
     * @param pipeline its short form, whose folder holds theirs
     * @return empty if there is none of that version
     * @throws InvalidConfiguration with everything that is wrong with it
     */
    public static Optional<Release> read(Pipeline pipeline, String version) {
        if (!Release.VERSION.matcher(version).matches()) { // a job may name anything
            return Optional.empty();
        }
        return Files.exists(pipeline.folder().resolve(version).resolve(Release.FILE))
                ? Optional.of(read(pipeline.folder(), pipeline.name(), version))
                : Optional.empty();
    }

    /**
     * One that is there.
     *
     * @param folder that holds the release's
     * @param pipeline its name, for messages
     * @throws InvalidConfiguration with everything that is wrong with it
     */
    public static Release read(Path folder, String pipeline, String version) {
        Problems problems = new Problems();
        String label = pipeline + "/" + version + "/" + Release.FILE;
        Release release = ReleaseFile.read(folder.resolve(version), label, problems);
        problems.throwIfAny();
        return release;
    }

    /**
     * Their versions.
     *
     * @param folder of the pipeline
     */
    public static SortedSet<String> versions(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> Files.exists(entry.resolve(Release.FILE)))
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> Release.VERSION.matcher(name).matches())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
