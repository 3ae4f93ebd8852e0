package dev.sluice.shared.notify;

import dev.sluice.shared.time.Backoff;
import dev.sluice.shared.time.Deadline;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Sends what jobs bring to one outlet: several jobs' in one call where the protocol knows batches,
 * each again and again within its budget. It has no thread of its own: whoever fills a batch, or
 * has waited for company long enough, has it sent.
 */
final class Sender implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sender.class);

    /** Batches are full from 100 a second on. */
    static final Duration LINGER = Duration.ofMillis(100);

    private final Outlet outlet;
    private final Breaker breaker;
    private final Backoff pauses;
    private final Pause pause;
    private final Semaphore calls;

    /** Guarded by this. */
    private final Deque<Entry> waiting = new ArrayDeque<>();

    /** Lets time pass. */
    interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    Sender(Outlet outlet, Breaker breaker, Backoff pauses, Pause pause) {
        this.outlet = outlet;
        this.breaker = breaker;
        this.pauses = pauses;
        this.pause = pause;
        this.calls = new Semaphore(outlet.calls());
    }

    Channel channel() {
        return outlet.channel();
    }

    /**
     * A notification on its way.
     *
     * @param job whether its job is in our hands still (RULES 8)
     */
    record Entry(
            Notification notification,
            BooleanSupplier job,
            Deadline until,
            CompletableFuture<Answer> answer) {
        boolean wanted() {
            return !answer.isDone() && job.getAsBoolean();
        }
    }

    /** Takes one over; {@link #await} tells how it went. */
    Entry offer(Notification notification, BooleanSupplier job, Deadline until) {
        Entry entry = new Entry(notification, job, until, new CompletableFuture<>());
        if (breaker.rests()) {
            entry.answer.complete(resting());
        } else if (fills(entry)) {
            send(take());
        }
        return entry;
    }

    /**
     * Waits for the answer, at most until the entry's deadline.
     *
     * @throws InterruptedException if the job was cut off; the notification is given up
     */
    Answer await(Entry entry) throws InterruptedException {
        try {
            if (!answered(entry, LINGER) && waits(entry)) {
                send(take());
            }
            return answered(entry, entry.until.left())
                    ? entry.answer.get()
                    : new Answer.Later("it did not get through within its budget");
        } catch (ExecutionException e) {
            throw new IllegalStateException("never completed exceptionally", e);
        } finally {
            entry.answer.cancel(false);
        }
    }

    private static boolean answered(Entry entry, Duration within)
            throws InterruptedException, ExecutionException {
        try {
            var _ = entry.answer.get(within.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private synchronized boolean fills(Entry entry) {
        waiting.add(entry);
        return waiting.size() >= outlet.batch();
    }

    private synchronized boolean waits(Entry entry) {
        return waiting.contains(entry);
    }

    private synchronized List<Entry> take() {
        List<Entry> taken = new ArrayList<>();
        while (!waiting.isEmpty() && taken.size() < outlet.batch()) {
            taken.add(waiting.remove());
        }
        return taken;
    }

    private void send(List<Entry> batch) {
        Thread.ofVirtual().name("notify " + channel()).start(() -> see(batch));
    }

    private void see(List<Entry> batch) {
        try {
            see(batch, 1);
        } catch (Throwable e) { // those who wait must hear of it, whatever it is
            log.error("{} notifications to {} were not sent", batch.size(), channel(), e);
            batch.forEach(entry -> entry.answer.complete(new Answer.Later(e.toString())));
        }
    }

    private void see(List<Entry> batch, int attempt) throws InterruptedException {
        List<Entry> left = batch.stream().filter(Entry::wanted).toList();
        if (left.isEmpty()) {
            return;
        }
        Deadline until = left.getFirst().until;
        List<Answer> answers = call(left, until);
        Duration after = pauses.after(attempt);
        boolean last = breaker.rests() || after.compareTo(until.left()) >= 0;
        List<Entry> again = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            if (answers.get(i) instanceof Answer.Later && !last) {
                again.add(left.get(i));
            } else {
                left.get(i).answer.complete(answers.get(i));
            }
        }
        if (!again.isEmpty()) {
            pause.pause(after);
            see(again, attempt + 1);
        }
    }

    private List<Answer> call(List<Entry> batch, Deadline until) throws InterruptedException {
        if (!calls.tryAcquire(until.left().toNanos(), TimeUnit.NANOSECONDS)) {
            return all(batch, new Answer.Later("the calls before it take too long"));
        }
        try {
            if (!breaker.allows()) {
                return all(batch, resting());
            }
            List<Answer> answers =
                    outlet.send(batch.stream().map(Entry::notification).toList(), until.left());
            if (answers.stream().anyMatch(Sender::reached)) {
                breaker.reached();
            } else {
                breaker.failed(answers.getFirst().why());
            }
            return answers;
        } finally {
            calls.release();
        }
    }

    /** Whether the receiver was there, and took notice. */
    private static boolean reached(Answer answer) {
        return switch (answer) {
            case Answer.Sent(), Answer.Refused(_) -> true;
            case Answer.Later(_), Answer.Closed(_) -> false;
        };
    }

    private Answer resting() {
        return new Answer.Later(breaker.why());
    }

    private static List<Answer> all(List<Entry> batch, Answer answer) {
        return batch.stream().map(_ -> answer).toList();
    }

    @Override
    public void close() {
        outlet.close();
    }
}
