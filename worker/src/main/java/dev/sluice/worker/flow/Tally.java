package dev.sluice.worker.flow;

import dev.sluice.shared.metrics.Customers;
import dev.sluice.shared.metrics.Families;
import dev.sluice.shared.metrics.Meters;
import dev.sluice.shared.metrics.Statistics;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What became of the messages so far. */
public final class Tally {
    /** One message ends in one of these, except that a lost lease may follow a finished result. */
    public enum Event {
        COMPLETED,
        REJECTED,
        /** A removed object's, which the task has forgotten. */
        FORGOTTEN,
        /** A stage is done, and the next one's job is sent. */
        HANDED_OVER,
        RETRIED,
        /** Settled by somebody else, or a newer upload is the answer. */
        SUPERSEDED,
        /** Finished, and found already completed: a duplicate delivery. */
        DUPLICATE,
        LEASE_LOST,
        /** Settled, but the delete was not confirmed. */
        MAY_COME_BACK;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final Map<Event, LongAdder> counts = counters();
    private final Map<String, JobTally> jobs = new ConcurrentHashMap<>();
    private final Customers customers = new Customers();
    private final Statistics.Since jobSeconds = new Statistics.Since();
    private final Meters meters;

    /**
     * @param meters told the same
     */
    public Tally(Meters meters) {
        this.meters = meters;
        meters.readAll(
                Families.CUSTOMER_JOBS,
                () -> {
                    Map<List<String>, Double> rows = new ConcurrentHashMap<>();
                    customers
                            .accounts()
                            .forEach(
                                    (customer, account) ->
                                            rows.put(
                                                    List.of(customer),
                                                    (double) account.jobs().sum()));
                    return rows;
                });
    }

    static Map<Event, LongAdder> counters() {
        Map<Event, LongAdder> counters = new EnumMap<>(Event.class);
        for (Event event : Event.values()) {
            counters.put(event, new LongAdder());
        }
        return counters;
    }

    static LongAdder of(Map<Event, LongAdder> counters, Event event) {
        return counters.getOrDefault(event, new LongAdder());
    }

    /** One pipeline's part, whose counts are in these too. */
    public JobTally jobs(String pipeline) {
        return jobs.computeIfAbsent(pipeline, name -> new JobTally(name, this, meters));
    }

    void count(Event event) {
        of(counts, event).increment();
    }

    public long of(Event event) {
        return of(counts, event).sum();
    }

    /** Jobs that ended in a row. */
    public long settled() {
        return of(Event.COMPLETED) + of(Event.REJECTED);
    }

    public Customers customers() {
        return customers;
    }

    /** How long the jobs took that were completed since somebody last asked. */
    public Statistics.Since jobSeconds() {
        return jobSeconds;
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
                                .append(event.text());
                    }
                });
        return text.isEmpty() ? "no messages" : text.toString();
    }
}
