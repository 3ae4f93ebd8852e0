package dev.sluice.worker.task;

import dev.sluice.worker.input.Reader;

/**
 * What a pipeline does with an upload. One instance per pipeline, called by many virtual threads at
 * once; anything heavier than a few microseconds belongs on {@link dev.sluice.worker.machine.Cpu}.
 *
 * @param <I> the kind of input
 */
public interface Task<I extends AutoCloseable> {
    /** Reads this task's kind of input. */
    Reader<I> reader();

    /**
     * Turns one upload into a finding.
     *
     * @param input stays valid until this returns; the flow closes it
     * @param job the rest of what is known of the upload, and the way to the models
     * @throws Exception a {@link dev.sluice.worker.model.ModelFailure}, an interruption, or a bug;
     *     the flow decides between another attempt and giving up
     */
    Finding run(I input, Context job) throws Exception;

    /**
     * Forgets an object that is gone: what an index keeps of it, for example. Called for pipelines
     * with {@code removed: true}, also for objects that this task has never seen, and again until
     * it succeeds.
     */
    default void forget(Context job) throws Exception {}

    /**
     * Whether {@link #run} does nothing but answer, so that it may run once more for nobody to see.
     * A task that keeps something, or runs for long, says no.
     */
    default boolean onlyAnswers() {
        return true;
    }

    /** Gives back what the task holds, after its last job. */
    default void close() {}
}
