package dev.sluice.shared.job.rows;

import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.pipeline.Output;
import dev.sluice.shared.time.Ticker;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Completed rows of one pipeline, written many to a call: a row then costs a fifth of the CPU or
 * less. Each stays a write of its own, under its own condition and with its own answer (RULES 4). A
 * group goes when it is full, when its first row has waited long enough, or when no message in hand
 * could bring another, so that at idle nobody waits.
 *
 * <p>What has no clear answer is written alone, by the job that waits for it: all rows of a call
 * that failed, and rows that were throttled or refused in one that did not. Such a row may have
 * been written before; its condition then fails, as after any answer that was lost.
 *
 * <p>Each group has a thread of its own. Jobs only wait for it, so one that is cut off takes no
 * other with it; if its row has not left by then, it never does.
 */
public final class RowGroups {
    private static final Logger log = LoggerFactory.getLogger(RowGroups.class);

    /** DynamoDB: statements a call. */
    static final int MOST = 25;

    /** For workers: rows go in fives from 100 a second on, and nobody notices. */
    public static final Duration LINGER = Duration.ofMillis(50);

    /** How long rows go alone once the calls were refused: a permission may be added meanwhile. */
    static final Duration ALONE = Duration.ofMinutes(10);

    private final FinalRows rows;
    private final BooleanSupplier nothingComes;
    private final Duration linger;
    private final Ticker ticker;

    private volatile boolean trusted;

    // Guarded by this.
    private @Nullable Group open;
    private @Nullable Long refused;

    /**
     * @param nothingComes whether no message in hand could bring another row; call {@link #hurry}
     *     when that begins
     * @param linger longest wait of a row for company, such as {@link #LINGER}
     */
    public RowGroups(FinalRows rows, BooleanSupplier nothingComes, Duration linger, Ticker ticker) {
        this.rows = rows;
        this.nothingComes = nothingComes;
        this.linger = linger;
        this.ticker = ticker;
    }

    public FinalRows rows() {
        return rows;
    }

    /** One job's row, and the wait for it. */
    private static final class Entry {
        final RowUpdate update;
        final Job job;
        final Runnable before;
        final CompletableFuture<JobTable.Grouped> answer = new CompletableFuture<>();
        volatile boolean cancelled;

        Entry(RowUpdate update, Job job, Runnable before) {
            this.update = update;
            this.job = job;
            this.before = before;
        }

        /** Whether it may leave now; else its answer is why not. */
        boolean mayGo() {
            if (cancelled) {
                return false;
            }
            try {
                before.run();
                return true;
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
                return false;
            }
        }
    }

    /** Rows that leave together; nothing is added once it is no longer open. */
    private static final class Group {
        final List<Entry> entries = new ArrayList<>();
        final Set<RowKey> keys = new HashSet<>();
        final CountDownLatch sealed = new CountDownLatch(1);
    }

    /**
     * As {@link FinalRows#completed}, in company where there is some.
     *
     * @param before checked before each call; it throws when the lease is over
     * @throws InterruptedException if interrupted while it waited; the row may be written
     */
    public boolean completed(Job job, Completion completion, int attempt, Runnable before)
            throws InterruptedException {
        if (job.stage().isPresent() || rows.pipeline().output().rows() != Output.Rows.ALL) {
            return rows.completed(job, completion, attempt);
        }
        Entry entry = new Entry(rows.completion(job, completion, attempt), job, before);
        if (!add(entry)) {
            return rows.completed(job, completion, attempt);
        }
        return switch (answer(entry)) {
            case WRITTEN -> true;
            case CONDITION_FAILED -> false;
            case UNCLEAR, REFUSED -> {
                before.run();
                yield rows.completed(job, completion, attempt);
            }
        };
    }

    private static JobTable.Grouped answer(Entry entry) throws InterruptedException {
        try {
            return entry.answer.get();
        } catch (InterruptedException e) {
            entry.cancelled = true;
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw new IllegalStateException("a group of rows was not written", e);
        }
    }

    private synchronized boolean add(Entry entry) {
        if (refused != null && ticker.nanos() - refused < ALONE.toNanos()) {
            return false;
        }
        if (open != null && open.keys.contains(entry.job.row())) {
            seal(open); // DynamoDB writes a row once a call
        }
        Group group = open;
        if (group == null) {
            group = new Group();
            open = group;
            Group begun = group;
            Thread.ofVirtual().name("rows").start(() -> see(begun));
        }
        group.entries.add(entry);
        group.keys.add(entry.job.row());
        if (group.entries.size() == MOST || nothingComes.getAsBoolean()) {
            seal(group);
        }
        return true;
    }

    /** Nothing comes any more. */
    public synchronized void hurry() {
        if (open != null) {
            seal(open);
        }
    }

    private synchronized void seal(Group group) {
        if (open == group) {
            open = null;
        }
        group.sealed.countDown();
    }

    private void see(Group group) {
        try {
            if (!group.sealed.await(linger.toNanos(), TimeUnit.NANOSECONDS)) {
                seal(group);
            }
            write(group.entries.stream().filter(Entry::mayGo).toList());
        } catch (Throwable e) { // those who wait must hear of it, whatever it is
            seal(group);
            group.entries.forEach(entry -> entry.answer.completeExceptionally(e));
        }
    }

    private void write(List<Entry> entries) {
        if (entries.size() <= 1) {
            entries.forEach(entry -> entry.answer.complete(JobTable.Grouped.UNCLEAR));
            return;
        }
        if (!trusted && !rows.table().tellsFailedConditions()) {
            refuse();
            entries.forEach(entry -> entry.answer.complete(JobTable.Grouped.UNCLEAR));
            return;
        }
        trusted = true;
        List<JobTable.Grouped> answers =
                rows.table()
                        .write(
                                entries.stream().map(entry -> entry.update).toList(),
                                entries.stream().map(entry -> entry.job).toList());
        if (answers.contains(JobTable.Grouped.REFUSED)) {
            refuse();
        }
        for (int i = 0; i < entries.size(); i++) {
            entries.get(i).answer.complete(answers.get(i));
        }
    }

    private synchronized void refuse() {
        refused = ticker.nanos();
        log.warn(
                "DynamoDB takes no rows in groups, so each is written alone for the next {}"
                    + " minutes, for more CPU; on AWS the worker needs dynamodb:PartiQLUpdate on"
                    + " the table of rows",
                ALONE.toMinutes());
    }
}
