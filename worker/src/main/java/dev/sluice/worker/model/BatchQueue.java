package dev.sluice.worker.model;

import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.shared.time.Ticker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Items waiting for one model, and the decision when a batch starts: it is full, or its oldest item
 * has waited {@code maxDelay}, or nothing more is on its way (RULES 18). Items of one batch have
 * the same shapes. At idle nobody waits.
 */
final class BatchQueue {
    private final Batch limits;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All guarded by lock.
    private final Map<Shape, Deque<Item>> waiting = new LinkedHashMap<>();
    private final Map<Shape, Integer> safeSizes = new HashMap<>();
    private int onTheWay;
    private boolean closed;

    BatchQueue(Batch limits, Ticker ticker) {
        this.limits = limits;
        this.ticker = ticker;
    }

    /** Types and shapes of an item's inputs, by name. */
    record Shape(Map<String, String> inputs) {
        /** Of all items of a model that runs each by itself. */
        static final Shape ANY = new Shape(Map.of());

        static Shape of(Map<String, Tensor> item) {
            Map<String, String> inputs = new HashMap<>();
            item.forEach((name, tensor) -> inputs.put(name, tensor.toString()));
            return new Shape(Map.copyOf(inputs));
        }
    }

    /** One item of one call. */
    static final class Item {
        final Map<String, Tensor> inputs;
        final Shape shape;
        final Call call;
        final int index;
        final long enqueued;

        Item(Map<String, Tensor> inputs, Shape shape, Call call, int index, long enqueued) {
            this.inputs = inputs;
            this.shape = shape;
            this.call = call;
            this.index = index;
            this.enqueued = enqueued;
        }
    }

    /** A message was received that will call this model. */
    void expect(int messages) {
        changeOnTheWay(messages);
    }

    /** A message will not call, or not again. */
    void expectNoMore() {
        changeOnTheWay(-1);
    }

    /**
     * Messages announced and not yet in their last call; those that wait in a call do not count.
     */
    int onTheWay() {
        lock.lock();
        try {
            return onTheWay;
        } finally {
            lock.unlock();
        }
    }

    private void changeOnTheWay(int by) {
        lock.lock();
        try {
            onTheWay += by;
            if (onTheWay <= 0 && !waiting.isEmpty()) { // all else makes no batch ready
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds a call's items; its message is not on its way while it waits here.
     *
     * @throws ModelBroken if the queue is closed: no job is to blame for that
     */
    void add(List<Map<String, Tensor>> items, Call call) {
        lock.lock();
        try {
            if (closed) {
                throw new ModelBroken("the model is closed");
            }
            onTheWay--;
            long now = ticker.nanos();
            for (int i = 0; i < items.size(); i++) {
                Shape shape = limits.alone() ? Shape.ANY : Shape.of(items.get(i));
                Item item = new Item(items.get(i), shape, call, i, now);
                waiting.computeIfAbsent(shape, _ -> new ArrayDeque<>()).add(item);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a batch should start.
     *
     * @return false once the queue is closed and drained
     */
    boolean awaitReady() throws InterruptedException {
        lock.lock();
        try {
            while (ready().isEmpty()) {
                if (closed) {
                    return false;
                }
                Optional<Deque<Item>> oldest = oldest();
                if (oldest.isEmpty()) {
                    changed.await();
                } else {
                    long due = oldest.get().getFirst().enqueued + limits.maxDelay().toNanos();
                    changed.await(Math.max(1, due - ticker.nanos()), TimeUnit.NANOSECONDS);
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The batch to run now that the device is free: that of the oldest item if it has waited {@code
     * maxDelay}, so that no full batches of a common shape keep a rare one waiting; else a full
     * one; else that of the oldest item. What came since a batch became ready joins it.
     *
     * @return empty if nobody waits for its items any more
     */
    List<Item> takeNext() {
        lock.lock();
        try {
            return overdue().or(this::full).or(this::oldest).map(this::batchOf).orElse(List.of());
        } finally {
            lock.unlock();
        }
    }

    /** A batch that should start now, if there is one. */
    Optional<List<Item>> takeReady() {
        lock.lock();
        try {
            return ready().map(this::batchOf);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Deque<Item>> ready() {
        return overdue().or(this::full).or(() -> oldest().filter(group -> isDue(group.getFirst())));
    }

    private Optional<Deque<Item>> overdue() {
        return oldest().filter(group -> isOverdue(group.getFirst()));
    }

    private boolean isOverdue(Item oldest) {
        return ticker.nanos() - oldest.enqueued >= limits.maxDelay().toNanos();
    }

    private Optional<Deque<Item>> full() {
        return waiting.entrySet().stream()
                .filter(group -> group.getValue().size() >= max(group.getKey()))
                .findFirst()
                .map(Map.Entry::getValue);
    }

    private boolean isDue(Item oldest) {
        return oldest.call.alone() || onTheWay <= 0 || closed;
    }

    private Optional<Deque<Item>> oldest() {
        Deque<Item> oldest = null;
        for (Deque<Item> group : waiting.values()) {
            if (oldest == null || group.getFirst().enqueued - oldest.getFirst().enqueued < 0) {
                oldest = group;
            }
        }
        return Optional.ofNullable(oldest);
    }

    /** The oldest items of a group; one that must run alone ends the batch before it. */
    private List<Item> batchOf(Deque<Item> group) {
        List<Item> batch = new ArrayList<>();
        Shape shape = group.getFirst().shape;
        int max = max(shape);
        while (batch.size() < max && !group.isEmpty()) {
            if (group.getFirst().call.alone() && !batch.isEmpty()) {
                break;
            }
            Item item = group.removeFirst();
            if (!item.call.cancelled()) {
                batch.add(item);
            }
            if (item.call.alone()) {
                break;
            }
        }
        if (group.isEmpty()) {
            waiting.remove(shape);
        }
        return batch;
    }

    private int max(Shape shape) {
        return safeSizes.getOrDefault(shape, limits.max());
    }

    /** A batch of this size ran out of memory: half of it is the most from now on. */
    void halve(Shape shape, int size) {
        lock.lock();
        try {
            safeSizes.merge(shape, Math.max(1, size / 2), Math::min);
        } finally {
            lock.unlock();
        }
    }

    /** No further calls; what waits is still handed out, at once. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** No further calls, and what waits fails. */
    void failAll(ModelBroken reason) {
        close();
        for (Optional<List<Item>> batch = takeReady(); batch.isPresent(); batch = takeReady()) {
            batch.get().forEach(item -> item.call.fail(reason));
        }
    }
}
