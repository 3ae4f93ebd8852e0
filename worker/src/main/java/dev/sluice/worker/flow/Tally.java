package dev.sluice.worker.flow;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What became of the messages so far. */
public final class Tally {
    /** One message ends in one of these, except that a lost lease may follow a finished result. */
    public enum Event {
        COMPLETED,
        REJECTED,
        /** A removed object's, which the task has forgotten. */
        FORGOTTEN,
        RETRIED,
        /** Settled by somebody else, or a newer upload is the answer. */
        SUPERSEDED,
        /** Finished, and found already completed: a duplicate delivery. */
        DUPLICATE,
        LEASE_LOST,
        /** Settled, but the delete was not confirmed. */
        MAY_COME_BACK
    }

    private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);

    public Tally() {
        for (Event event : Event.values()) {
            counts.put(event, new LongAdder());
        }
    }

    public void count(Event event) {
        counts.getOrDefault(event, new LongAdder()).increment();
    }

    public long of(Event event) {
        return counts.getOrDefault(event, new LongAdder()).sum();
    }

    /** Jobs that ended in a row. */
    public long settled() {
        return of(Event.COMPLETED) + of(Event.REJECTED);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        counts.forEach(
                (event, count) -> {
                    if (count.sum() > 0) {
                        text.append(text.isEmpty() ? "" : ", ")
                                .append(count.sum())
                                .append(' ')
                                .append(
                                        event.name()
                                                .toLowerCase(java.util.Locale.ROOT)
                                                .replace('_', ' '));
                    }
                });
        return text.isEmpty() ? "no messages" : text.toString();
    }
}
