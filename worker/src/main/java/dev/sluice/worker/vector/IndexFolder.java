package dev.sluice.worker.vector;

import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.vector.ChangeFeed;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Where a machine's processes have their index files, one each, so that the next process of a
 * deployment goes on with what an earlier one has read. Nobody but the user may read them.
 *
 * @param clock says which are too old to go on with; these are deleted
 */
record IndexFolder(Path folder, InstantSource clock) {
    private static final Logger log = LoggerFactory.getLogger(IndexFolder.class);
    private static final String ENDING = ".vectors";
    private static final int MOST = 1000;

    /** What was not written for so long cannot be followed any more. */
    private static final Duration OLD = ChangeFeed.KEPT.plusHours(1);

    /** The one of the user, where no other is wanted. */
    static Path usual() {
        return Path.of(
                System.getProperty("java.io.tmpdir"),
                "sluice-vectors-" + System.getProperty("user.name", ""));
    }

    /**
     * A file of this process alone, until it is closed.
     *
     * @param deployment that it is of, for a name
     * @throws StartFailure if none can be made
     */
    FileChannel open(String deployment) {
        try {
            make();
            deleteOld();
            for (int i = 0; i < MOST; i++) {
                Optional<FileChannel> file = lock(folder.resolve(deployment + "-" + i + ENDING));
                if (file.isPresent()) {
                    return file.get();
                }
            }
            throw new IOException("%d other processes have theirs there".formatted(MOST));
        } catch (IOException e) {
            throw new StartFailure(
                    "the index of vectors cannot be opened in %s: %s; set SLUICE_VECTOR_INDEX to a folder that can be written"
                            .formatted(folder, e),
                    e);
        }
    }

    private void make() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        // Compared with a file of ours, for a container's user has a number and often no name.
        Path ours = Files.createTempFile(folder, "owner", null);
        boolean own = Files.getOwner(folder).equals(Files.getOwner(ours));
        Files.delete(ours);
        if (!own) {
            throw new IOException("the folder is somebody else's");
        }
    }

    private void deleteOld() throws IOException {
        Instant oldest = clock.instant().minus(OLD);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (Path each : files) {
                if (Files.getLastModifiedTime(each).toInstant().isBefore(oldest)) {
                    Optional<FileChannel> unused = lock(each);
                    if (unused.isPresent()) {
                        Files.delete(each);
                        unused.get().close();
                        log.info("{} was too old and is deleted", each);
                    }
                }
            }
        }
    }

    /** Nothing if another process has it, or another worker of this one. */
    private static Optional<FileChannel> lock(Path path) throws IOException {
        FileChannel file =
                FileChannel.open(
                        path,
                        java.util.Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            FileLock lock = file.tryLock();
            if (lock != null) {
                return Optional.of(file);
            }
        } catch (OverlappingFileLockException e) {
            // ours, and in use
        }
        file.close();
        return Optional.empty();
    }
}
