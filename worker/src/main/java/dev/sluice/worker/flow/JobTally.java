package dev.sluice.worker.flow;

import dev.sluice.shared.metrics.Families;
import dev.sluice.shared.metrics.Meters;
import dev.sluice.shared.metrics.RecentMost;
import dev.sluice.worker.flow.Tally.Event;
import dev.sluice.worker.output.Milliseconds;

import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What became of one pipeline's jobs, and how long they took. */
public final class JobTally {
    /** Where there is no code of a failure. */
    private static final String NO_REASON = "none";

    private final Tally all;
    private final Map<Event, LongAdder> counts = Tally.counters();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final RecentMost waits = new RecentMost();
    private final Timers timers;

    JobTally(String pipeline, Tally all, Meters meters) {
        this.all = all;
        this.timers = Timers.of(pipeline, meters);
        for (Event event : Event.values()) {
            if (event != Event.REJECTED) {
                meters.read(
                        Families.JOBS,
                        () -> Tally.of(counts, event).sum(),
                        pipeline,
                        label(event),
                        NO_REASON);
            }
        }
        meters.readAll(
                Families.JOBS,
                () -> {
                    Map<List<String>, Double> rows = new HashMap<>();
                    failures.forEach(
                            (code, count) ->
                                    rows.put(
                                            List.of(pipeline, label(Event.REJECTED), code),
                                            (double) count.sum()));
                    return rows;
                });
    }

    private static String label(Event event) {
        return event.name().toLowerCase(Locale.ROOT);
    }

    /** Made once, for each look-up costs more than what it measures. */
    private record Timers(Timer job, Map<String, Timer> stages) {
        static Timers of(String pipeline, Meters meters) {
            Map<String, Timer> stages = new HashMap<>();
            for (String stage : List.of("queue", "fetch", "decode", "model", "task", "settle")) {
                stages.put(stage, meters.timer(Families.STAGE, pipeline, stage));
            }
            return new Timers(meters.timer(Families.JOB, pipeline), Map.copyOf(stages));
        }

        private void took(String stage, Duration time) {
            Timer timer = stages.get(stage);
            if (timer != null) {
                timer.record(time);
            }
        }
    }

    void count(Event event) {
        Tally.of(counts, event).increment();
        all.count(event);
    }

    void completed(String customer) {
        count(Event.COMPLETED);
        all.customers().ended(customer);
    }

    /**
     * @param code of the failed row
     */
    void rejected(String customer, String code) {
        count(Event.REJECTED);
        failures.computeIfAbsent(code, _ -> new LongAdder()).increment();
        all.customers().ended(customer);
    }

    /**
     * Where a completed job's time went.
     *
     * @param settle the rest, until its message was deleted
     * @param nanos now, by the ticker
     */
    void took(Milliseconds milliseconds, Duration settle, long nanos) {
        timers.took("queue", milliseconds.queue());
        timers.took("fetch", milliseconds.fetch());
        timers.took("decode", milliseconds.decode());
        timers.took("model", milliseconds.model());
        timers.took("task", milliseconds.task());
        timers.took("settle", settle);
        Duration job =
                milliseconds
                        .fetch()
                        .plus(milliseconds.decode())
                        .plus(milliseconds.model())
                        .plus(milliseconds.task())
                        .plus(settle);
        timers.job().record(job);
        all.jobSeconds().add(job.toNanos() / 1e9);
        waits.add(milliseconds.queue().toNanos() / 1e9, nanos);
    }

    /** Runs one job's work, for which its customer is to pay. */
    void during(String customer, Runnable work) {
        all.customers().during(customer, work);
    }

    /** Jobs that need nothing more, whatever became of them. */
    public long ended() {
        return sum(Event.COMPLETED)
                + sum(Event.REJECTED)
                + sum(Event.FORGOTTEN)
                + sum(Event.HANDED_OVER)
                + sum(Event.SUPERSEDED)
                + sum(Event.DUPLICATE);
    }

    private long sum(Event event) {
        return Tally.of(counts, event).sum();
    }

    /**
     * Seconds that the oldest of the jobs of the last minute had waited in the queue; NaN if there
     * were none.
     *
     * @param nanos now, by the ticker
     */
    public double longestWait(long nanos) {
        return waits.look(nanos);
    }
}
