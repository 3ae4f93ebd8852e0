package dev.sluice.worker.model;

import dev.sluice.shared.time.Ticker;
import dev.sluice.shared.trace.JobScope;
import dev.sluice.shared.trace.JobScope.Step;
import dev.sluice.worker.time.WorkClock;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One message's way to its model. From its announcement to its last call it counts as on its way,
 * except while it waits in a call; {@link #close} ends that for a message that calls no more.
 */
public final class JobModel implements Model, AutoCloseable {
    private final BatchQueue queue;
    private final boolean alone;
    private final Ticker ticker;
    private boolean expected = true;
    private boolean paused;
    private long nanos;

    JobModel(BatchQueue queue, boolean alone, Ticker ticker) {
        this.queue = queue;
        this.alone = alone;
        this.ticker = ticker;
    }

    @Override
    public List<Map<String, Tensor>> call(List<Map<String, Tensor>> items)
            throws ModelFailure, InterruptedException {
        return call(items, false);
    }

    @Override
    public List<Map<String, Tensor>> lastCall(List<Map<String, Tensor>> items)
            throws ModelFailure, InterruptedException {
        return call(items, true);
    }

    List<Map<String, Tensor>> call(List<Map<String, Tensor>> items, boolean last)
            throws ModelFailure, InterruptedException {
        if (!expected) {
            throw new IllegalStateException("a call after the last one");
        }
        if (items.isEmpty()) {
            if (last) {
                close();
            }
            return List.of();
        }
        long begun = ticker.nanos();
        WorkClock clock = WorkClock.ofJob();
        Call call = new Call(items.size(), alone);
        queue.add(items, call);
        expected = false;
        clock.stop(); // in company a run is not this job's work alone; the batcher bounds it
        try (Step _ = JobScope.step("model")) {
            return call.await();
        } finally {
            nanos += ticker.nanos() - begun;
            clock.go();
            if (!last) {
                queue.expect(1);
                expected = true;
            }
        }
    }

    /** Waits elsewhere, and is not on its way for so long. */
    void pause() {
        if (expected) {
            expected = false;
            paused = true;
            queue.expectNoMore();
        }
    }

    /** Ends the pause, if it was in one. */
    void resume() {
        if (paused) {
            paused = false;
            expected = true;
            queue.expect(1);
        }
    }

    /** Time spent in calls so far, waiting for batches included. */
    public Duration elapsed() {
        return Duration.ofNanos(nanos);
    }

    @Override
    public void close() {
        if (expected) {
            expected = false;
            queue.expectNoMore();
        }
    }
}
