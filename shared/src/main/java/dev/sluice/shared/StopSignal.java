package dev.sluice.shared;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import sun.misc.Signal;
import sun.misc.SignalHandler;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ctrl-C, SIGTERM and SIGHUP, turned into an orderly end. It takes the signals themselves, for
 * shutdown hooks run side by side: ONNX Runtime's frees its environment in one, and a run of a
 * model that comes after, as it does in a drain, crashes the process. Nothing in {@code java.*}
 * takes a signal without beginning the shutdown, hence {@code sun.misc}.
 */
public final class StopSignal {
    private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);
    private static final List<String> NAMES = List.of("HUP", "INT", "TERM");

    /**
     * A terminal that closes, a shell and a service manager each may send the same wish twice or
     * thrice in a row; nobody who is impatient is as quick.
     */
    private static final Duration SAME_WISH = Duration.ofMillis(500);

    /** Whoever takes it ends the process: the first signal, or the program by itself. */
    private final Semaphore end = new Semaphore(1);

    private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();

    private final Runnable hurry;

    /** When the first signal came, by {@link System#nanoTime}; 0 before. */
    private final AtomicLong first = new AtomicLong();

    private StopSignal(Runnable hurry) {
        this.hurry = hurry;
    }

    /**
     * From now on a signal runs this and halts the process: shutdown hooks do not run, since one
     * may still free what a model uses. Further signals change nothing.
     *
     * @param end finishes what is to be finished and returns the exit code; runs in a thread of its
     *     own
     * @throws IllegalArgumentException if the JVM runs with {@code -Xrs}, which takes the signals
     *     away from it
     */
    public static StopSignal install(Callable<Integer> end) {
        return install(end, () -> {});
    }

    /**
     * As {@link #install(Callable)}, but a further signal, half a second after the first or later,
     * hurries the end that is under way.
     *
     * @param hurry called in a thread of its own, once for each such signal
     */
    public static StopSignal install(Callable<Integer> end, Runnable hurry) {
        StopSignal stop = new StopSignal(hurry);
        for (String name : NAMES) {
            Signal signal = new Signal(name);
            stop.before.put(signal, Signal.handle(signal, _ -> stop.endBy(end)));
        }
        return stop;
    }

    private void endBy(Callable<Integer> work) {
        long now = System.nanoTime();
        first.compareAndSet(0, now);
        if (end.tryAcquire()) {
            Runtime.getRuntime().halt(code(work));
        } else if (now - first.get() >= SAME_WISH.toNanos()) {
            hurry.run();
        }
    }

    private static int code(Callable<Integer> work) {
        try {
            return work.call();
        } catch (Exception | Error e) { // of whatever kind: the process must end
            LOG.error("Could not stop in order", e);
            return 1;
        } finally {
            System.out.flush();
            System.err.flush();
        }
    }

    /**
     * The program ends by itself; a signal does again what it did before. If a signal came first,
     * this never returns.
     */
    public void forget() {
        end.acquireUninterruptibly();
        before.forEach(Signal::handle);
        end.release();
    }
}
