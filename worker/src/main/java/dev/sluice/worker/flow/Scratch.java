package dev.sluice.worker.flow;

import dev.sluice.worker.machine.ScratchDisk;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;

/** One job's folder for files, made when it is asked for; used by one thread at a time. */
final class Scratch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Scratch.class);

    private @Nullable Path folder;

    Path folder() throws IOException {
        Path made = folder == null ? ScratchDisk.ofProcess().folder("job") : folder;
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
        try {
            ScratchDisk.delete(made);
        } catch (IOException e) {
            log.warn("{} was not deleted; it takes room until somebody does", made, e);
        }
    }
}
