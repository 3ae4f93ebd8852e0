package dev.sluice.worker.machine;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Where this process keeps files of jobs: a folder of its own, and a lock beside it that the kernel
 * gives back when the process ends, however it ends. So the next one knows what is left over, and
 * sweeps it away: folders of gigabytes, and programs that nobody waits for.
 */
public final class ScratchDisk {
    private static final Logger log = LoggerFactory.getLogger(ScratchDisk.class);
    private static final String NAME = "sluice-scratch-";
    private static final String LOCK = ".lock";

    /**
     * Locks of this process. The kernel takes a process's locks on a file away when the process
     * closes the file anywhere, so these are not even looked at.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    // Guarded by the class.
    private static @Nullable ScratchDisk own;

    private final Path folder;

    /** Kept for as long as the process lives. */
    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final FileLock lock;

    private ScratchDisk(Path folder, FileLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * The one of this process, in the folder that {@code java.io.tmpdir} names.
     *
     * @throws IOException if nothing can be written there
     */
    public static synchronized ScratchDisk ofProcess() throws IOException {
        ScratchDisk disk = own;
        if (disk == null) {
            disk = in(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
            own = disk;
        }
        return disk;
    }

    /**
     * Sweeps up after processes of this machine that ended without doing so, and their programs. A
     * machine where nothing can be written has none.
     */
    public static void sweepUp() {
        try {
            ofProcess().sweep(Orphans::end);
        } catch (IOException e) {
            log.warn("there is no scratch disk, which stages need: {}", e.toString());
        }
    }

    /**
     * One of its own.
     *
     * @param above the folder in which all processes have theirs
     */
    static ScratchDisk in(Path above) throws IOException {
        while (true) {
            Path folder = above.resolve(NAME + UUID.randomUUID());
            Path file = lockOf(folder);
            synchronized (HELD) {
                FileLock lock = lock(file, StandardOpenOption.CREATE_NEW);
                // Somebody who sweeps may have been quicker.
                if (lock != null && Files.exists(file)) {
                    HELD.add(file);
                    Files.createDirectory(folder);
                    folder.toFile().deleteOnExit(); // if it is empty by then
                    file.toFile().deleteOnExit();
                    return new ScratchDisk(folder, lock);
                }
            }
        }
    }

    private static Path lockOf(Path folder) {
        return folder.resolveSibling(folder.getFileName() + LOCK);
    }

    private static @Nullable FileLock lock(Path file, StandardOpenOption how) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, how);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
        }
        return lock;
    }

    /**
     * A new folder.
     *
     * @param what it is for: the start of its name
     */
    public Path folder(String what) throws IOException {
        Files.createDirectories(folder); // cleaners of /tmp may have been there
        return Files.createTempDirectory(folder, what + "-");
    }

    /**
     * Deletes what processes left that are gone.
     *
     * @param programs ends those that work in a folder
     */
    void sweep(Consumer<Path> programs) {
        Path above = folder.resolveSibling("");
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(above, NAME + "*" + LOCK)) {
            for (Path file : locks) {
                synchronized (HELD) { // two workers of one process may start at once
                    if (!HELD.contains(file)) {
                        sweep(file, programs);
                    }
                }
            }
        } catch (IOException e) {
            log.warn("{} was not swept: {}", above, e.toString());
        }
    }

    private void sweep(Path file, Consumer<Path> programs) {
        try {
            FileLock left = lock(file, StandardOpenOption.WRITE);
            if (left == null) {
                return; // at work
            }
            try (FileChannel _ =
                    left.acquiredBy() instanceof FileChannel channel ? channel : null) {
                String name = String.valueOf(file.getFileName());
                Path theirs = file.resolveSibling(name.substring(0, name.length() - LOCK.length()));
                if (Files.isDirectory(theirs)) {
                    programs.accept(theirs);
                    delete(theirs);
                    log.info("swept up {}, left by a worker that was killed", theirs);
                }
                Files.deleteIfExists(file);
            }
        } catch (AccessDeniedException e) {
            log.debug("{} is another user's", file);
        } catch (NoSuchFileException e) {
            log.debug("another was quicker to sweep up {}", file);
        } catch (IOException e) {
            log.warn("{} was not swept up: {}", file, e.toString());
        }
    }

    /**
     * Deletes a folder and all in it, also what a program has locked against its own user. Links
     * are not followed.
     */
    public static void delete(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path d, BasicFileAttributes a)
                            throws IOException {
                        open(d);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        if (Files.isDirectory(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)
                                && open(file)) {
                            delete(file);
                        }
                        return FileVisitResult.CONTINUE; // or it has just vanished
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path d, @Nullable IOException e)
                            throws IOException {
                        Files.deleteIfExists(d);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /** Whether its owner may now read and change it. */
    private static boolean open(Path folder) throws IOException {
        if (Files.isReadable(folder) && Files.isWritable(folder) && Files.isExecutable(folder)) {
            return true;
        }
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }
}
