package dev.sluice.ops.api.calls;

import dev.sluice.ops.dashboard.read.OneRow;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.time.Ticker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks at a row until it tells what is awaited: often at first, then less. */
public final class RowWait implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final OneRow rows;
    private final Ticker ticker;
    private final CountDownLatch closed = new CountDownLatch(1);

    public RowWait(OneRow rows, Ticker ticker) {
        this.rows = rows;
        this.ticker = ticker;
    }

    /**
     * @param longest zero: one look
     * @return the row as it is at the end, if there is one
     */
    Optional<Row> of(JobAddress job, Awaited awaited, Duration longest)
            throws InterruptedException {
        long begun = ticker.nanos();
        long pause = FIRST_PAUSE.toNanos();
        while (true) {
            Optional<Row> row = rows.of(job.customer(), job.item());
            long left = longest.toNanos() - (ticker.nanos() - begun);
            if (left <= 0
                    || row.filter(awaited::endedBy).isPresent()
                    || closed.await(Math.min(left, pause), TimeUnit.NANOSECONDS)) {
                return row;
            }
            pause = Math.min(pause * 3 / 2, LONGEST_PAUSE.toNanos());
        }
    }

    /** Ends all waits. */
    @Override
    public void close() {
        closed.countDown();
    }
}
