package dev.sluice.worker.flow;

import dev.sluice.worker.intake.Hold;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets only so many jobs of one customer be worked on at the same time, of those in hand, so that
 * one who sends many does not stand before the others everywhere in the worker. A further one waits
 * with its permit and its lease, in the order of coming, and no thread; nobody works on it, and no
 * model expects it. It is never given back for this, which would eat its receives. One whose lease
 * ends, or that the worker's stop cuts off, begins at once, to find that out.
 */
final class CustomerPlaces {
    private final int most;

    // Guarded by this. Who is not in it has no job in work, and none that waits.
    private final Map<String, Customer> customers = new HashMap<>();

    /**
     * @param most places a customer
     */
    CustomerPlaces(int most) {
        this.most = most;
    }

    private static final class Customer {
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private int working;
    }

    private record Waiting(Hold hold, Runnable begin, AtomicBoolean begun) {
        /** False if it has begun by itself, for it was cut off. */
        boolean claim() {
            return begun.compareAndSet(false, true);
        }

        void cut() {
            if (claim()) {
                hold.begins(() -> {});
                begin.run();
            }
        }
    }

    /**
     * Takes a place for a job until it brings nothing any more.
     *
     * @param begin called when it gets one later; it must not wait
     * @return false if it has to wait for one
     */
    boolean enter(String customerID, Hold hold, Runnable begin) {
        Waiting job = new Waiting(hold, begin, new AtomicBoolean());
        if (place(customerID)) {
            hold.begins(() -> leave(customerID));
            return true;
        }
        hold.waits();
        hold.lease().whenCut(job::cut); // first, for it may begin as soon as it is in line
        if (!lineUp(customerID, job)) {
            leave(customerID); // a place that was free again: to whoever is first
        }
        return false;
    }

    private synchronized boolean place(String customerID) {
        Customer customer = customers.computeIfAbsent(customerID, id -> new Customer());
        boolean free = customer.working < most && customer.waiting.isEmpty();
        customer.working += free ? 1 : 0;
        return free;
    }

    /** False if a place is free by now: then it is taken, and to be left for this one. */
    private synchronized boolean lineUp(String customerID, Waiting job) {
        Customer customer = customers.computeIfAbsent(customerID, id -> new Customer());
        customer.waiting.add(job);
        boolean full = customer.working >= most;
        customer.working += full ? 0 : 1;
        return full;
    }

    private void leave(String customerID) {
        next(customerID)
                .ifPresent(
                        job -> {
                            job.hold().begins(() -> leave(customerID));
                            job.begin().run();
                        });
    }

    /** Who gets the place that is left; if nobody, it is free. */
    private synchronized Optional<Waiting> next(String customerID) {
        Customer customer = customers.get(customerID);
        if (customer == null) {
            throw new IllegalStateException("a place was left twice");
        }
        while (!customer.waiting.isEmpty()) {
            Waiting first = customer.waiting.remove();
            if (first.claim()) {
                return Optional.of(first);
            }
        }
        customer.working--;
        if (customer.working == 0) {
            customers.remove(customerID);
        }
        return Optional.empty();
    }

    /** Jobs that wait for a place. */
    synchronized int waiting() {
        return customers.values().stream().mapToInt(customer -> customer.waiting.size()).sum();
    }
}
