package dev.sluice.shared.pipeline;

import dev.sluice.shared.config.Problems;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** All files of a release in a folder of its own, against what the release says of them. */
public final class ReleaseContents {
    private final Pipeline pipeline;
    private final Path folder;

    ReleaseContents(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.folder = pipeline.folder();
    }

    /**
     * The sums of all files below a folder, but {@code release.yaml} itself and hidden ones.
     *
     * @throws IOException if one cannot be read
     */
    public static SortedMap<String, String> sums(Path folder) throws IOException {
        SortedMap<String, String> sums = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                boolean hidden = path.startsWith(".") || path.contains("/.");
                if (!hidden && !path.equals(Release.FILE)) {
                    sums.put(path, ModelFiles.sha256(file));
                }
            }
        }
        return sums;
    }

    void check(Problems problems, Consumer<Pipeline> damaged) {
        Map<String, String> said = pipeline.release().files();
        try {
            SortedMap<String, String> found = sums(folder);
            said.forEach(
                    (file, sum) -> {
                        String is = found.getOrDefault(file, "");
                        if (is.isEmpty()) {
                            damaged.accept(pipeline);
                            problem(problems, file, "is not there; add the release again");
                        } else if (!is.equals(sum)) {
                            damaged.accept(pipeline);
                            problem(
                                    problems,
                                    file,
                                    "has the SHA-256 %s, not %s; add the release again under a new version"
                                            .formatted(is, sum));
                        }
                    });
            found.keySet().stream()
                    .filter(file -> !said.containsKey(file))
                    .forEach(
                            file ->
                                    problem(
                                            problems,
                                            file,
                                            "lies beside it and has no sum; remove it, or add the"
                                                    + " release again under a new version"));
        } catch (IOException e) {
            damaged.accept(pipeline);
            problem(problems, "", "cannot be read with what it names: " + e);
        }
    }

    private void problem(Problems problems, String file, String what) {
        problems.add(pipeline.source() + ": files." + file, what);
    }
}
