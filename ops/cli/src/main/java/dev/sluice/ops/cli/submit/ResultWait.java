package dev.sluice.ops.cli.submit;

import dev.sluice.ops.cli.shell.Pause;
import dev.sluice.ops.fleet.Rows;
import dev.sluice.ops.fleet.Sent;
import dev.sluice.shared.job.Row;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Waits until uploads are settled, or long enough. Asks often at first, then less. */
final class ResultWait {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Rows rows;
    private final Duration timeout;

    ResultWait(Rows rows, Duration timeout) {
        this.rows = rows;
        this.timeout = timeout;
    }

    /**
     * Waits.
     *
     * @param progress is told how many are settled
     * @return the rows of those that were settled in time
     */
    Map<Sent, Row> of(List<Sent> sent, LongConsumer progress) throws InterruptedException {
        Map<Sent, Row> settled = new HashMap<>();
        List<Sent> open = new ArrayList<>(sent);
        long end = System.nanoTime() + timeout.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            settled.putAll(rows.settled(open));
            open.removeAll(settled.keySet());
            progress.accept(settled.size());
            if (open.isEmpty() || System.nanoTime() >= end) {
                return settled;
            }
            Pause.of(pause);
            Duration longer = pause.multipliedBy(3).dividedBy(2);
            pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
    }
}
