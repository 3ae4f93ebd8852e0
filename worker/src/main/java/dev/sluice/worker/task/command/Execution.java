package dev.sluice.worker.task.command;

import dev.sluice.worker.task.AttemptFailed;
import dev.sluice.worker.task.FileTask.Folders;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** How a program comes to its jobs: one process for each, or one that stays. */
sealed interface Execution extends AutoCloseable permits ProcessPerJob, LongLivedProcess {
    /**
     * What a program is given, and who listens to it.
     *
     * @param parameters a file of JSON
     * @param news told how far it is
     * @param log for all else that it says
     */
    record Assignment(
            Folders folders, Path parameters, Consumer<Map<String, Object>> news, LogTail log) {}

    /**
     * Does one job.
     *
     * @return the exit code, or what a process that stays says in its place
     * @throws AttemptFailed if the program ended without a word on this job
     * @throws TooMuchMemory if it held more than it may
     */
    int run(Assignment job) throws IOException, InterruptedException, AttemptFailed, TooMuchMemory;

    /** Ends what runs. */
    @Override
    void close();
}
