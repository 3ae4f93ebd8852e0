package dev.sluice.worker.model;

import java.util.Optional;

/**
 * Tells a sick model from a bad input (RULES 14): the last twenty outcomes were all errors, or one
 * failed although nothing ever ran.
 */
public final class ModelHealth {
    private static final int TOO_MANY = 20;

    private int failuresInARow;
    private boolean everRan;
    private boolean broken;

    /** An item of a job ran. */
    synchronized void ran() {
        everRan = true;
        failuresInARow = 0;
    }

    /** An item failed alone; says why the model counts as broken, if it does. */
    synchronized Optional<String> failed() {
        failuresInARow++;
        return failuresInARow >= TOO_MANY
                ? Optional.of("its last %d items all failed".formatted(failuresInARow))
                : Optional.empty();
    }

    /** The model is out of order. */
    synchronized void broke() {
        broken = true;
    }

    /** Whether the model is out of order, so that no job is to blame for what becomes of it. */
    public synchronized boolean broken() {
        return broken;
    }

    /**
     * Whether the model has worked on any real input since it was loaded. Until it has, nobody can
     * say that a failure is the input's fault.
     */
    public synchronized boolean proven() {
        return everRan;
    }
}
