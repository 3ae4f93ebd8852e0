package dev.sluice.worker.flow;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One job's folder for files, made when it is asked for; used by one thread at a time. */
final class Scratch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Scratch.class);

    private @Nullable Path folder;

    Path folder() throws IOException {
        Path made = folder == null ? Files.createTempDirectory("sluice-job-") : folder;
        folder = made;
        return made;
    }

    /** Deletes it with all that is in it. */
    @Override
    public void close() {
        Path made = folder;
        if (made == null) {
            return;
        }
        folder = null;
        try (Stream<Path> files = Files.walk(made)) {
            List<Path> inside = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : inside) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            log.warn("{} was not deleted; it takes room until somebody does", made, e);
        }
    }
}
