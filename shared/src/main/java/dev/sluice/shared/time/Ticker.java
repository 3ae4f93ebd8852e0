package dev.sluice.shared.time;

/** Elapsed time, monotonic; tests set their own. Only differences mean something. */
@FunctionalInterface
public interface Ticker {
    long nanos();

    /** The machine's monotonic clock. */
    static Ticker system() {
        return System::nanoTime;
    }
}
