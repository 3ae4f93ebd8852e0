package dev.sluice.ops.cli.shell;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Callable;

/**
 * Ctrl-C and SIGTERM, turned into an orderly end. It is the only shutdown hook that does work,
 * since hooks run side by side and the end of a fleet has an order; and it chooses the exit code,
 * which would otherwise be 128 + the signal's number.
 */
public final class StopSignal {
    private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);

    private final Thread hook;

    private StopSignal(Thread hook) {
        this.hook = hook;
    }

    /**
     * From now on a signal runs this and ends the process.
     *
     * @param end finishes what is to be finished and returns the exit code; runs in a thread of its
     *     own
     */
    public static StopSignal install(Callable<Integer> end) {
        Thread hook = new Thread(() -> Runtime.getRuntime().halt(code(end)), "stop-signal");
        Runtime.getRuntime().addShutdownHook(hook);
        return new StopSignal(hook);
    }

    private static int code(Callable<Integer> end) {
        try {
            return end.call();
        } catch (Exception e) { // of whatever kind: the process must end
            LOG.error("Could not stop in order", e);
            return 1;
        } finally {
            System.out.flush();
            System.err.flush();
        }
    }

    /** The program ends by itself. If a signal came first, this never returns. */
    public void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyStopping) {
            try {
                hook.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
