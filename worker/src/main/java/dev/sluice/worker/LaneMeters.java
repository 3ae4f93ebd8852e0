package dev.sluice.worker;

import dev.sluice.shared.metrics.Backlog;
import dev.sluice.shared.metrics.Crew;
import dev.sluice.shared.metrics.Families;
import dev.sluice.shared.metrics.Family;
import dev.sluice.shared.metrics.Meters;
import dev.sluice.shared.metrics.QueueNumbers;
import dev.sluice.shared.metrics.QueueNumbers.Depth;
import dev.sluice.shared.metrics.ServiceTime;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.flow.JobTally;
import dev.sluice.worker.flow.Lane;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.ModelUse;

import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What is measured of one lane: its messages, its queue and its models. */
final class LaneMeters {
    private final Lane lane;
    private final JobTally jobs;
    private final Ticker ticker;
    private final ServiceTime service;

    LaneMeters(Lane lane, JobTally jobs, Ticker ticker) {
        this.lane = lane;
        this.jobs = jobs;
        this.ticker = ticker;
        this.service = new ServiceTime(lane.permits());
    }

    String pipeline() {
        return lane.service().pipeline().name();
    }

    void addTo(Meters meters, QueueNumbers queues, Crew crew) {
        String pipeline = pipeline();
        meters.read(Families.HELD, lane::inHand, pipeline);
        meters.read(Families.PERMITS, lane::permits, pipeline);
        meters.read(Families.PERMITS_TAKEN, lane::permitsTaken, pipeline);
        meters.read(Families.SERVICE, this::jobSeconds, pipeline);
        queue(meters, queues, crew);
        lane.service().models().all().forEach(model -> model(meters, model.name()));
    }

    private void queue(Meters meters, QueueNumbers queues, Crew crew) {
        String pipeline = pipeline();
        meters.read(Families.BACKLOG, () -> backlog(queues, crew), pipeline);
        meters.read(Families.QUEUE_AGE, () -> age(queues.of(pipeline)), pipeline);
    }

    private double backlog(QueueNumbers queues, Crew crew) {
        double alone = 1 / jobSeconds();
        return queues.of(pipeline())
                .map(
                        depth ->
                                Backlog.of(depth, crew.jobsPerSecond(pipeline()).orElse(alone))
                                        .seconds())
                .orElse(Double.NaN);
    }

    private double age(Optional<Depth> depth) {
        double longest = jobs.longestWait(ticker.nanos());
        boolean empty = depth.filter(d -> d.visible() + d.delayed() == 0).isPresent();
        return Double.isNaN(longest) && empty ? 0 : longest;
    }

    private void model(Meters meters, String model) {
        read(meters, Families.BATCHES, model, ModelUse::batches);
        read(meters, Families.BATCH_ITEMS, model, ModelUse::items);
        read(meters, Families.BATCH_SLOTS, model, use -> use.batches() * use.batchLimit());
        read(meters, Families.BATCH_WAIT, model, use -> use.waits().sumNanos() / 1e9);
        read(meters, Families.ACCELERATOR_BUSY, model, use -> use.busyNanos() / 1e9);
    }

    private void read(Meters meters, Family family, String model, ToDoubleFunction<ModelUse> what) {
        meters.read(family, () -> what.applyAsDouble(use(model)), model);
    }

    /** Of all releases. */
    private ModelUse use(String model) {
        return lane.use(Batcher::glance).getOrDefault(model, ModelUse.NONE);
    }

    /** What one job takes of this worker while it is busy. */
    double jobSeconds() {
        return service.seconds(jobs.ended());
    }

    /** Often, by one thread. */
    void look() {
        service.look(ticker.nanos(), lane.inHand(), jobs.ended());
    }
}
