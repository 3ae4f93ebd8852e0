package dev.sluice.worker.model;

import dev.sluice.shared.trace.JobScope;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** One call of one job, whose items may be spread over several batches. */
final class Call {
    private final CountDownLatch open;
    private final boolean alone;
    private final JobScope job = JobScope.current();
    // Guarded by this; written by the batcher, read by the caller after the latch.
    private final @Nullable Map<String, Tensor>[] outputs;
    private @Nullable Throwable failure;
    private volatile boolean cancelled;

    /**
     * @param alone whether its items run in batches of one
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    Call(int items, boolean alone) {
        this.alone = alone;
        this.open = new CountDownLatch(items);
        this.outputs = new Map[items];
    }

    /** Waits for all items. */
    List<Map<String, Tensor>> await() throws ModelFailure, InterruptedException {
        try {
            open.await();
        } catch (InterruptedException e) {
            cancelled = true;
            throw e;
        }
        synchronized (this) {
            switch (failure) {
                case null -> {
                    List<Map<String, Tensor>> all = new ArrayList<>(outputs.length);
                    for (Map<String, Tensor> output : outputs) {
                        all.add(Objects.requireNonNull(output));
                    }
                    return all;
                }
                case ModelFailure refused -> throw refused;
                case Throwable other -> throw new ModelBroken(other);
            }
        }
    }

    boolean alone() {
        return alone;
    }

    /** Nobody waits any more: items that have not run need not. */
    boolean cancelled() {
        return cancelled;
    }

    /** Whose call it is. */
    JobScope job() {
        return job;
    }

    /** An item has its answer; nothing if it has it. */
    synchronized void complete(int item, Map<String, Tensor> output) {
        if (outputs[item] == null) {
            outputs[item] = output;
            open.countDown();
        }
    }

    synchronized boolean has(int item) {
        return outputs[item] != null;
    }

    synchronized void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        open.countDown();
    }
}
