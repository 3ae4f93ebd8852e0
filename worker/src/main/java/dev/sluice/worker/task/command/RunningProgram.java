package dev.sluice.worker.task.command;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A program at work: its tree of processes, and the thread that reads what they write. */
final class RunningProgram implements AutoCloseable {
    private static final Duration GLANCE = Duration.ofMillis(500);

    /** What is still in the pipe when all have ended. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Process process;
    private final ProcessTree tree;
    private final Thread reader;
    private final LogTail log;
    private final Duration grace;

    private RunningProgram(
            Process process, ProcessTree tree, Thread reader, LogTail log, Duration grace) {
        this.process = process;
        this.tree = tree;
        this.reader = reader;
        this.log = log;
        this.grace = grace;
    }

    /**
     * Starts it; its input is empty.
     *
     * @param mark in the environment of it and all that it starts
     * @throws IOException if there is no such program
     */
    static RunningProgram start(
            ProcessBuilder program,
            String mark,
            java.util.function.Consumer<String> lines,
            LogTail log,
            Duration grace)
            throws IOException {
        Process process = program.redirectErrorStream(true).start();
        process.getOutputStream().close();
        Thread reader =
                Thread.ofPlatform()
                        .daemon()
                        .name("output-" + process.pid())
                        .start(new OutputReader(process.getInputStream(), lines));
        return new RunningProgram(process, ProcessTree.of(process, mark), reader, log, grace);
    }

    /** All its processes together hold more than they may. */
    static final class TooMuchMemory extends Exception {
        private static final long serialVersionUID = 1;

        TooMuchMemory(long bytes) {
            super("%,d bytes".formatted(bytes));
        }
    }

    /**
     * Waits for its end.
     *
     * @param memory bytes that it may hold; 0: any
     * @return its exit code, 128 and more if a signal ended it
     */
    int await(long memory) throws InterruptedException, TooMuchMemory {
        while (!process.waitFor(GLANCE.toNanos(), TimeUnit.NANOSECONDS)) {
            log.save();
            if (memory > 0) {
                long held = tree.memory();
                if (held > memory) {
                    throw new TooMuchMemory(held);
                }
            }
        }
        return process.exitValue();
    }

    /** Ends it and all that it has started. */
    @Override
    public void close() {
        tree.end(grace);
        boolean interrupted = Thread.interrupted();
        try {
            reader.join(LAST_WORDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        log.save();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
