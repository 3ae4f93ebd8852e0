package dev.sluice.worker.task;

import dev.sluice.worker.input.Reader;

import java.nio.file.Path;

/**
 * A task that works on files in folders, for inputs and results that are too large for memory: one
 * stage of a pipeline. What it leaves in the folder of its output is stored, and given to the
 * stages after it. The members of its result go into the result document under the stage's name.
 *
 * <p>What it reports as progress: {@code progress} (a number, 0 to 1), {@code message} (a line for
 * people), {@code remainingSeconds} (a number); each may be left out.
 */
public interface FileTask extends Task<FileTask.Folders> {
    /** The name of the folder in the output that is stored while the task works, and given back. */
    String CHECKPOINT = "checkpoint";

    /**
     * Where it finds what, all on one scratch disk with a quota.
     *
     * @param input the upload as {@code input.EXT}, at the first stage; what the earlier stages
     *     left, in folders named by stage
     * @param output empty but for {@link #CHECKPOINT}, where an earlier attempt left one
     * @param work for anything else
     * @param log where the task may leave the last of what there is to say, at any time
     */
    record Folders(Path input, Path output, Path work, Path log) implements AutoCloseable {
        @Override
        public void close() {}
    }

    /** Folders are not read. */
    @Override
    default Reader<Folders> reader() {
        throw new IllegalStateException("it works on files");
    }

    /** Programs may do anything, so none runs a second time to be compared. */
    @Override
    default boolean onlyAnswers() {
        return false;
    }
}
