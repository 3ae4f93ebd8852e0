package dev.sluice.worker.task.command;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A program at work: its tree of processes, and the thread that reads what they write. */
final class RunningProgram implements AutoCloseable {
    /** How often it is looked at. */
    static final Duration GLANCE = Duration.ofMillis(500);

    /** What is still in the pipe when all have ended. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Process process;
    private final ProcessTree tree;
    private final Thread reader;
    private final Duration grace;

    private RunningProgram(Process process, ProcessTree tree, Thread reader, Duration grace) {
        this.process = process;
        this.tree = tree;
        this.reader = reader;
        this.grace = grace;
    }

    /**
     * One that has started.
     *
     * @param mark in the environment of it and all that it starts
     * @param lines told each line that they write
     * @param grace from SIGTERM to SIGKILL
     */
    static RunningProgram of(Process process, String mark, Consumer<String> lines, Duration grace) {
        Thread reader =
                Thread.ofPlatform()
                        .daemon()
                        .name("output-" + process.pid())
                        .start(new OutputReader(process.getInputStream(), lines));
        return new RunningProgram(process, ProcessTree.of(process, mark), reader, grace);
    }

    /**
     * Waits for its end.
     *
     * @param look done now and then meanwhile
     * @return its exit code, 128 and more if a signal ended it
     */
    int await(CommandOptions.Limits limits, Runnable look)
            throws InterruptedException, TooMuchMemory {
        while (!process.waitFor(GLANCE.toNanos(), TimeUnit.NANOSECONDS)) {
            look.run();
            check(limits);
        }
        return process.exitValue();
    }

    /** Whether it holds no more than it may. */
    void check(CommandOptions.Limits limits) throws TooMuchMemory {
        if (limits.memory() > 0) {
            long held = tree.memory();
            if (held > limits.memory()) {
                throw new TooMuchMemory(held);
            }
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Waits until all that it wrote has been read, if nobody holds its output open. */
    void awaitOutput(Duration atMost) {
        try {
            reader.join(atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it and all that it has started; an interruption waits for that. */
    @Override
    public void close() {
        tree.end(grace);
        boolean interrupted = Thread.interrupted();
        try {
            reader.join(LAST_WORDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
