package dev.sluice.ops.plan.scaler;

/** Says how many workers there shall be. It has a memory, so each run needs a new one. */
public interface Scaler {
    /** Simulated seconds between two looks; all that happens at whole multiples of it happens. */
    int LOOK_SECONDS = 5;

    /** How many, from now on. Asked every {@link #LOOK_SECONDS}. */
    int desired(View view);

    /** Workers that are there when the load begins. */
    int first();
}
