package dev.sluice.ops.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Files that a user named, and those in folders that a user named.
 *
 * @param taken in the order named, those of a folder sorted
 * @param skipped what lies in folders and is no picture
 */
public record PictureFiles(List<Path> taken, List<Path> skipped) {
    public PictureFiles {
        taken = List.copyOf(taken);
        skipped = List.copyOf(skipped);
    }

    /**
     * A file named is taken whatever it is; of a folder, hidden files are not even mentioned.
     *
     * @param picture which files of a folder to take, by name
     * @throws UsageError if one does not exist or cannot be read
     */
    public static PictureFiles in(List<Path> named, Predicate<SubmitName> picture) {
        List<Path> taken = new ArrayList<>();
        List<Path> skipped = new ArrayList<>();
        for (Path path : named) {
            if (Files.isDirectory(path)) {
                for (Path file : filesOf(path)) {
                    boolean take = picture.test(SubmitName.of(String.valueOf(file.getFileName())));
                    (take ? taken : skipped).add(file);
                }
            } else if (!Files.exists(path)) {
                throw new UsageError("there is no file or folder " + path);
            } else {
                taken.add(path);
            }
        }
        for (Path file : taken) {
            if (!Files.isReadable(file)) {
                throw new UsageError("cannot read " + file);
            }
        }
        return new PictureFiles(taken, skipped);
    }

    private static List<Path> filesOf(Path folder) {
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !hidden(folder.relativize(file)))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new UsageError("cannot list " + folder + ": " + e.getMessage());
        }
    }

    private static boolean hidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }
}
