package dev.sluice.worker.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Gives back 10 times each number; fails on the numbers, and from the sizes, that a test names. */
public final class FakeRunner implements Runner {
    /** A warm-up input's number. */
    public static final float WARM_UP = -1;

    final Set<Float> bad = ConcurrentHashMap.newKeySet();
    volatile int largest = Integer.MAX_VALUE;
    volatile Optional<RuntimeException> bug = Optional.empty();
    final List<List<Float>> batches = new CopyOnWriteArrayList<>();
    volatile CountDownLatch gate = new CountDownLatch(0);
    final CountDownLatch terminated = new CountDownLatch(1);
    final CountDownLatch closed = new CountDownLatch(1);

    /** Inputs of this number fail from now on. */
    public void failOn(float value) {
        bad.add(value);
    }

    /** Runs wait until the latch opens. */
    public void hold(CountDownLatch until) {
        gate = until;
    }

    @Override
    public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) throws RunFailed {
        List<Float> values = items.stream().map(Items::value).toList();
        batches.add(values);
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new RunFailed("interrupted", e, false);
        }
        if (bug.isPresent()) {
            throw bug.get();
        }
        if (items.size() > largest) {
            throw new RunFailed("out of memory", new IllegalStateException(), true);
        }
        if (values.stream().anyMatch(bad::contains)) {
            throw new RunFailed("bad input", new IllegalStateException(), false);
        }
        return values.stream()
                .map(value -> Map.of("y", Tensor.floats(new float[] {value * 10}, 1)))
                .toList();
    }

    /** The batches of jobs, without warm-ups. */
    List<List<Float>> jobs() {
        return batches.stream().filter(batch -> !batch.contains(WARM_UP)).toList();
    }

    /** Batches of jobs that have begun. */
    public int jobsBegun() {
        return jobs().size();
    }

    @Override
    public void terminate() {
        terminated.countDown();
        gate.countDown();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
