package dev.sluice.worker.stage;

import dev.sluice.worker.task.FileTask;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * A stage's folders on the scratch disk.
 *
 * @param root of all of them
 * @param quota bytes that all may take together; checked now and then, so a program that writes
 *     fast gets a little further
 */
public record Workspace(Path root, long quota) {
    /** Makes the folders. */
    public static Workspace in(Path root, long quota) throws IOException {
        Workspace made = new Workspace(root, quota);
        FileTask.Folders folders = made.folders();
        for (Path folder : List.of(folders.input(), folders.output(), folders.work())) {
            Files.createDirectories(folder);
        }
        return made;
    }

    public FileTask.Folders folders() {
        return new FileTask.Folders(
                root.resolve("input"),
                root.resolve("output"),
                root.resolve("work"),
                root.resolve("log.txt"));
    }

    /** Bytes of all files, links not followed. Files may come and go meanwhile. */
    public long used() throws IOException {
        long[] bytes = {0};
        Files.walkFileTree(
                root,
                new Walk() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        bytes[0] += attributes.size();
                        return FileVisitResult.CONTINUE;
                    }
                });
        return bytes[0];
    }

    /**
     * The regular files of a folder, at any depth, in the order of their names. Links and the like
     * are left out: what they lead to is not the stage's.
     *
     * @param but the names of folders in it that are left out
     */
    static List<Path> files(Path folder, String... but) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(
                folder,
                new Walk() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path visited, BasicFileAttributes attributes) {
                        return folder.equals(visited.getParent())
                                        && List.of(but).contains(visited.getFileName().toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile()) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        files.sort(null);
        return files;
    }

    /** What vanishes while one looks is not there. */
    private abstract static class Walk extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(
                Path folder, @org.jspecify.annotations.Nullable IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }
}
