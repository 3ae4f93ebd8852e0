package dev.sluice.worker;

import dev.sluice.shared.metrics.CloudWatchPublisher.Figure;
import dev.sluice.shared.metrics.Families;
import dev.sluice.shared.metrics.Family;
import dev.sluice.shared.metrics.Statistics;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.flow.Lane;
import dev.sluice.worker.flow.Tally;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.ModelUse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What CloudWatch is told of a worker: its own work, since it was last asked. One thread asks. */
final class WorkerFigures {
    private static final double PERCENT = 100;

    private final Tally tally;
    private final List<Lane> lanes;
    private final Ticker ticker;
    private Look before;

    /** Sums so far. */
    private record Look(long nanos, long failed, Use use) {}

    /**
     * @param slots items that would have fitted into the batches that ran
     */
    private record Use(long items, long slots, long busyNanos) {}

    WorkerFigures(Tally tally, List<Lane> lanes, Ticker ticker) {
        this.tally = tally;
        this.lanes = List.copyOf(lanes);
        this.ticker = ticker;
        this.before = look();
    }

    private Look look() {
        return new Look(ticker.nanos(), tally.of(Tally.Event.REJECTED), use());
    }

    private Use use() {
        List<ModelUse> all =
                lanes.stream()
                        .flatMap(lane -> lane.use(Batcher::glance).values().stream())
                        .toList();
        return new Use(
                all.stream().mapToLong(ModelUse::items).sum(),
                all.stream().mapToLong(use -> use.batches() * use.batchLimit()).sum(),
                all.stream().mapToLong(ModelUse::busyNanos).sum());
    }

    List<Figure> lastMinute() {
        Look now = look();
        List<Figure> figures = new ArrayList<>();
        tally.jobSeconds().take().ifPresent(all -> figures.add(fleet(Families.JOB, all)));
        add(figures, Families.JOBS, (double) now.failed() - before.failed());
        // On a CPU models run side by side; as one device they are never more than busy.
        double busy = (double) now.use().busyNanos() - before.use().busyNanos();
        double passed = Math.max(1, now.nanos() - before.nanos());
        add(figures, Families.ACCELERATOR_BUSY, Math.clamp(busy / passed, 0, 1) * PERCENT);
        long slots = now.use().slots() - before.use().slots();
        if (slots > 0) {
            double items = (double) now.use().items() - before.use().items();
            add(figures, Families.BATCH_ITEMS, items / slots * PERCENT);
        }
        before = now;
        return figures;
    }

    private static void add(List<Figure> figures, Family family, double value) {
        figures.add(fleet(family, Statistics.of(value)));
    }

    private static Figure fleet(Family family, Statistics statistics) {
        return new Figure(family, Optional.empty(), statistics);
    }
}
