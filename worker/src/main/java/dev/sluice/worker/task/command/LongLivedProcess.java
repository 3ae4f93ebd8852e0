package dev.sluice.worker.task.command;

import dev.sluice.worker.task.AttemptFailed;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * One process for all jobs of a stage, so that what takes long to load, such as a model on a GPU,
 * stays loaded. It is started for the first job, and again after it has ended; jobs that are in
 * hand together may be answered together.
 */
final class LongLivedProcess implements Execution {
    private final CommandOptions options;

    // Guarded by this.
    private @Nullable JobPipe pipe;
    private boolean closed;

    LongLivedProcess(CommandOptions options) {
        this.options = options;
    }

    @Override
    public int run(Assignment job)
            throws IOException, InterruptedException, AttemptFailed, TooMuchMemory {
        JobPipe open = open();
        try {
            return open.answer(job, options.limits());
        } finally {
            job.log().save();
        }
    }

    private synchronized JobPipe open() throws IOException {
        if (closed) {
            throw new IOException("the worker ends");
        }
        JobPipe open = pipe;
        if (open == null || !open.usable()) {
            if (open != null) {
                open.close();
            }
            open = JobPipe.start(options);
            pipe = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        closed = true;
        JobPipe open = pipe;
        if (open != null) {
            open.close();
        }
        pipe = null;
    }
}
