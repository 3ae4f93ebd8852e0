package dev.sluice.shared.program;

import dev.sluice.shared.StopSignal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs one program until it ends or a signal ends it. The signal is awaited before the start
 * begins, since a program polls before its start has returned, and such a one must be drained.
 */
public final class Foreground {
    private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);

    /**
     * Whoever stops a process waits for the drain timeout, so little of it may go into the start. A
     * start that takes longer still loads models, and has taken no message.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Duration patience;

    /** Empty: the start failed. */
    private final CompletableFuture<Optional<Program>> started = new CompletableFuture<>();

    public Foreground() {
        this(PATIENCE);
    }

    /**
     * @param patience how long a signal waits for a start under way
     */
    Foreground(Duration patience) {
        this.patience = patience;
    }

    /**
     * What the {@code main} of a program does, which the environment alone configures. Ends the
     * process.
     *
     * @param arguments there must be none
     */
    public static void main(String[] arguments, Callable<Program> start) {
        // Numbers in keys, JSON and messages must not depend on the machine's language.
        Locale.setDefault(Locale.ROOT);
        System.exit(new Foreground().code(arguments, start, System.err));
    }

    /** Complains to {@code err} if need be, and returns the exit code. */
    int code(String[] arguments, Callable<Program> start, PrintStream err) {
        if (arguments.length > 0) {
            err.println("This program takes no arguments; its settings are in the environment.");
            return ExitCode.USAGE;
        }
        try {
            return run(start);
        } catch (Exception | Error e) { // of whatever kind: the caller must be told
            Complaint complaint = Complaint.about(e);
            err.println(complaint.sentence());
            complaint.bug().ifPresent(bug -> bug.printStackTrace(err));
            return complaint.exitCode();
        }
    }

    /**
     * Starts it and waits for its end. If a signal comes, this never returns.
     *
     * @return the program's exit code
     * @throws Exception what the start throws
     */
    public int run(Callable<Program> start) throws Exception {
        StopSignal stop = StopSignal.install(this::end, this::hurry);
        try {
            return untilEnd(start);
        } finally {
            stop.forget(); // else the exit of a failed start would look like a signal
        }
    }

    /** {@link #run} without the signal. */
    int untilEnd(Callable<Program> start) throws Exception {
        try {
            Program program = start.call();
            started.complete(Optional.of(program));
            try {
                return program.end().call();
            } finally {
                program.drain().run();
            }
        } finally {
            started.complete(Optional.empty()); // which does nothing after a start
        }
    }

    /**
     * What a signal does: drains the program, whose start it awaits for a while. Without a program
     * there is nothing to drain.
     *
     * @return the exit code
     */
    int end() throws Exception {
        if (!started.isDone()) {
            LOG.info("stopping; waits {} at most for the start under way", patience);
        }
        Optional<Program> program;
        try {
            program = started.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.info("stopped during the start");
            return ExitCode.DONE;
        }
        if (program.isEmpty()) {
            return ExitCode.DONE;
        }
        program.get().drain().run();
        return program.get().end().call();
    }

    /**
     * What a further signal does: hurries the drain under way. One during the start ends the wait
     * for it.
     */
    void hurry() {
        if (!started.complete(Optional.empty())) {
            started.join().ifPresent(program -> program.hurry().run());
        }
    }
}
