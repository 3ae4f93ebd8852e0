package dev.sluice.ops.cli.demo;

import dev.sluice.ops.fleet.Naming;
import dev.sluice.ops.fleet.PictureFiles;
import dev.sluice.ops.fleet.SubmitName;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A user's folder. What lies in a subfolder named like a pipeline goes there alone. */
final class OwnPictures {
    private final Path folder;
    private final List<Pipeline> pipelines;

    /**
     * @param pipelines through which the other pictures go, each through all
     */
    OwnPictures(Path folder, List<Pipeline> pipelines) {
        this.folder = folder;
        this.pipelines = pipelines;
    }

    /**
     * @param count how many files at most
     * @param all the pipelines whose names subfolders may have
     * @throws UsageError if there are none
     */
    List<Picture> take(int count, Pipelines all) {
        if (!Files.isDirectory(folder)) {
            throw new UsageError("--dir: there is no folder " + folder);
        }
        List<Path> files =
                PictureFiles.in(
                                List.of(folder),
                                name -> all.all().stream().anyMatch(p -> Naming.takes(p, name)))
                        .taken();
        List<Picture> pictures = new ArrayList<>();
        for (Path file : files.subList(0, Math.min(count, files.size()))) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            for (Pipeline pipeline : pipelinesFor(name, all)) {
                if (Naming.takes(pipeline, SubmitName.of(name))) {
                    pictures.add(new Picture(name, pipeline, () -> read(file), Map.of()));
                }
            }
        }
        if (pictures.isEmpty()) {
            throw new UsageError("--dir: there are no pictures in " + folder);
        }
        return pictures;
    }

    private List<Pipeline> pipelinesFor(String name, Pipelines all) {
        int slash = name.indexOf('/');
        return all.named(slash < 0 ? "" : name.substring(0, slash)).map(List::of).orElse(pipelines);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
