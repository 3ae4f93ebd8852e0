package dev.sluice.ops.plan.scaler;

/** What a scaler can know of the queue and its workers, at a moment of simulated time. */
public interface View {
    /** Seconds since the load began. */
    double now();

    /** Messages that SQS would give out. */
    long visible();

    /** Messages that workers hold. */
    long inFlight();

    /** Workers that take jobs. */
    int ready();

    /** Those, and those that boot. */
    int all();

    /** Of all, those that were launched within so many seconds. */
    int launchedWithin(double seconds);

    /** Jobs that ended so far. */
    long ended();

    /** What a job takes of a busy worker, as measured. */
    double jobSeconds();
}
