package dev.sluice.shared.aws;

import dev.sluice.shared.config.StartFailure;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Copies of repositories in S3 on this machine, kept across starts and shared by processes. Under
 * {@code objects} lies each file once, named by bucket, key, eTag and size; under {@code
 * repositories} a folder of links for each state that a repository was in. Both are complete or not
 * there: a file is moved to its place when it is whole. What no start has used for a month is
 * deleted.
 *
 * @param root of the current user, and of nobody else
 * @param clock says what has not been used for long
 */
record ModelCache(Path root, InstantSource clock) {
    private static final Logger log = LoggerFactory.getLogger(ModelCache.class);
    private static final Duration UNUSED = Duration.ofDays(30);

    /** File locks are a process's: its threads must not meet there. */
    private static final Object THREADS = new Object();

    /**
     * {@code $XDG_CACHE_HOME/sluice/models}, else {@code ~/.cache/sluice/models}; where neither can
     * be written, in the folder for temporary files. Makes that folder.
     */
    static ModelCache ofUser() {
        return new ModelCache(root(System.getenv(), temporary()), InstantSource.system());
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    static Path root(Map<String, String> environment, Path temporary) {
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", ""));
        String user = System.getProperty("user.name", "");
        List<Path> folders =
                Stream.of(
                                absolute(xdg).map(cache -> cache.resolve("sluice")),
                                absolute(home).map(own -> own.resolve(".cache/sluice")),
                                Optional.of(temporary.resolve("sluice-cache-" + user)))
                        .flatMap(Optional::stream)
                        .map(folder -> folder.resolve("models"))
                        .toList();
        return folders.stream()
                .filter(ModelCache::isOurs)
                .findFirst()
                .orElseThrow(
                        () ->
                                new StartFailure(
                                        "MODEL_PATH: models are copied to the first of %s that can be written, and none can; set XDG_CACHE_HOME to a folder that can"
                                                .formatted(folders)));
    }

    /** The JDK's home of a user whom the machine does not know is "?". */
    private static Optional<Path> absolute(String folder) {
        return Optional.of(folder).filter(each -> each.startsWith("/")).map(Path::of);
    }

    /** Whether it can be written, and is ours: a model is a program, too. */
    private static boolean isOurs(Path root) {
        try {
            Files.createDirectories(root);
            Path mine = Files.createTempFile(root, "mine", null);
            boolean ours = Files.getOwner(mine).equals(Files.getOwner(root));
            Files.delete(mine);
            return ours;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * @param folder of a repository, with the wanted of its files and perhaps others
     * @param objects the wanted ones
     * @param fresh which of them were not there and were copied now
     */
    record Copies(Path folder, List<ModelObject> objects, Set<ModelObject> fresh) {}

    /**
     * Copies what is not there.
     *
     * @param wanted by the path in the repository
     */
    Copies copies(S3Client s3, List<ModelObject> contents, Predicate<String> wanted)
            throws IOException {
        Path objects = objects();
        Path repositories = root.resolve("repositories");
        Path folder =
                Files.createDirectories(repositories.resolve(ModelObject.fingerprint(contents)));
        List<ModelObject> these =
                contents.stream().filter(each -> wanted.test(each.path())).toList();
        return alone(
                () -> {
                    Set<ModelObject> fresh = new HashSet<>();
                    for (ModelObject each : these) {
                        Path copy = objects.resolve(each.fingerprint());
                        if (!Files.exists(copy) || Files.size(copy) != each.size()) {
                            copy(s3, each, copy);
                            fresh.add(each);
                        }
                        Path place = folder.resolve(each.path());
                        if (fresh.contains(each) || !isSame(copy, place)) {
                            link(copy, place);
                        }
                        touch(copy);
                        Files.setLastModifiedTime(place, Files.getLastModifiedTime(copy));
                    }
                    touch(folder);
                    deleteUnused(objects);
                    deleteUnused(repositories);
                    return new Copies(folder, these, fresh);
                });
    }

    private Path objects() throws IOException {
        return Files.createDirectories(root.resolve("objects"));
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T alone(Work<T> work) throws IOException {
        synchronized (THREADS) {
            try (FileChannel channel =
                            FileChannel.open(
                                    root.resolve("lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    FileLock lock = lock(channel)) {
                return work.run();
            }
        }
    }

    /** So that of many processes that start together one copies. */
    private FileLock lock(FileChannel channel) throws IOException {
        @Nullable FileLock lock = channel.tryLock();
        if (lock != null) {
            return lock;
        }
        log.info("waiting for another process that copies models to {}", root);
        return channel.lock();
    }

    private static void copy(S3Client s3, ModelObject object, Path copy) throws IOException {
        // one name for all starts, so that the next goes on where one was killed
        Path part = copy.resolveSibling(copy.getFileName() + ".part");
        new ModelDownload(s3, object).to(part);
        Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A link, or, where there are none, a copy as it was left by its last use. */
    private static boolean isSame(Path copy, Path place) throws IOException {
        if (!Files.exists(place)) {
            return false;
        }
        if (Files.isSameFile(copy, place)) {
            return true;
        }
        return Files.size(copy) == Files.size(place)
                && Files.getLastModifiedTime(copy).equals(Files.getLastModifiedTime(place));
    }

    /** Not symbolic: ONNX Runtime refuses weights beside a model that lie in another folder. */
    private static void link(Path copy, Path place) throws IOException {
        Files.createDirectories(place.resolveSibling("."));
        Path made = place.resolveSibling(place.getFileName() + ".part");
        Files.deleteIfExists(made); // of a process that was killed
        try {
            Files.createLink(made, copy);
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Linux says no by EPERM, EMLINK or EXDEV, which have no exceptions of their own
            log.debug("no link to {}, hence a copy", copy, e);
            Files.copy(copy, made);
        }
        Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Deletes copies that are not what their sum says, should they be damaged; the next start makes
     * them anew. Does so once for each state of these objects and never with what is fresh: then it
     * is the sum that is wrong, and no start shall copy gigabytes for it.
     */
    void forget(List<ModelObject> suspects, Set<ModelObject> fresh) {
        try {
            boolean first =
                    alone(
                            () -> {
                                Path once =
                                        objects()
                                                .resolve(
                                                        ModelObject.fingerprint(suspects)
                                                                + ".refused");
                                if (Files.exists(once)) {
                                    return false;
                                }
                                for (ModelObject each : suspects) {
                                    if (!fresh.contains(each)) {
                                        Files.deleteIfExists(objects().resolve(each.fingerprint()));
                                    }
                                }
                                touch(Files.createFile(once));
                                return true;
                            });
            if (!first) {
                log.warn("what is refused is not copied again; delete {} if it shall be", root);
            }
        } catch (IOException e) {
            log.warn("cannot delete what is refused from {}", root, e);
        }
    }

    private void touch(Path used) throws IOException {
        Files.setLastModifiedTime(used, FileTime.from(clock.instant()));
    }

    private void deleteUnused(Path folder) throws IOException {
        Instant limit = clock.instant().minus(UNUSED);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.getLastModifiedTime(entry).toInstant().isBefore(limit)) {
                    delete(entry);
                }
            }
        }
    }

    static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
