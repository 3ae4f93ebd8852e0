package dev.sluice.dispatcher;

import dev.sluice.shared.fleet.FleetLock;
import dev.sluice.shared.fleet.FleetTable.FleetUnavailable;
import dev.sluice.shared.metrics.CloudWatchPublisher.Figure;
import dev.sluice.shared.metrics.Crew;
import dev.sluice.shared.metrics.Demand;
import dev.sluice.shared.metrics.Families;
import dev.sluice.shared.metrics.Family;
import dev.sluice.shared.metrics.Hands;
import dev.sluice.shared.metrics.QueueNumbers;
import dev.sluice.shared.metrics.RecentLoad;
import dev.sluice.shared.metrics.Statistics;
import dev.sluice.shared.time.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What pools scale by, from the one program of the fleet that holds the lock: others have nothing
 * to tell. What it remembers of how long jobs take lies in the lock's row, so that it outlives the
 * last worker and the publisher.
 *
 * <p>Where queues do not answer it tells nothing: CloudWatch then has no data, and Auto Scaling
 * leaves the group as it is. For one thread.
 */
final class ScalingFigures {
    private static final Logger log = LoggerFactory.getLogger(ScalingFigures.class);

    private final QueueNumbers queues;
    private final Crew crew;
    private final FleetLock turn;
    private final Ticker ticker;
    private final Map<String, RecentLoad> loads = new HashMap<>();
    private final Paces paces = new Paces();

    /**
     * @param cooldown for so long the most work there was counts
     */
    ScalingFigures(Queues source, FleetLock turn, Duration cooldown, Ticker ticker) {
        this.queues = source.numbers();
        this.crew = source.crew();
        this.turn = turn;
        this.ticker = ticker;
        source.pipelines().forEach(name -> loads.put(name, new RecentLoad(cooldown)));
    }

    /** Of each pipeline whose queue answers; none if another program tells them. */
    List<Figure> now() {
        if (!isItsTurn()) {
            return List.of();
        }
        List<Figure> figures = new ArrayList<>();
        loads.forEach((pipeline, load) -> figures.addAll(of(pipeline, load)));
        turn.reached(paces.text()); // written with the next extension
        return figures;
    }

    private List<Figure> of(String pipeline, RecentLoad load) {
        Optional<QueueNumbers.Depth> depth = queues.of(pipeline);
        Optional<Hands> hands = crew.of(pipeline);
        if (depth.isEmpty() || hands.isEmpty()) {
            return List.of();
        }
        hands.filter(some -> some.workers() > 0)
                .ifPresent(some -> paces.remember(pipeline, some.jobSeconds()));
        Demand demand = Demand.of(depth.get(), hands.get(), paces.of(pipeline));
        return List.of(
                figure(Families.BACKLOG, pipeline, demand.backlog()),
                figure(Families.BACKLOG_WITHOUT_WORKERS, pipeline, demand.withoutWorkers()),
                figure(Families.WORKERS_BUSY, pipeline, load.percent(hands.get(), ticker.nanos())));
    }

    private static Figure figure(Family family, String pipeline, double value) {
        return new Figure(family, Optional.of(pipeline), Statistics.of(value));
    }

    /** Two that tell the same do less harm than none. */
    private boolean isItsTurn() {
        try {
            if (turn.extend()) {
                return true;
            }
            boolean taken = turn.take();
            if (taken) {
                paces.read(turn.reached());
                log.info("Tells CloudWatch what pools scale by");
            }
            return taken;
        } catch (FleetUnavailable e) {
            log.debug("tells CloudWatch what pools scale by, whoever else does", e);
            return true;
        }
    }

    /** Another program may tell them at once. */
    void end() {
        try {
            turn.release();
        } catch (FleetUnavailable e) {
            log.debug("another program goes on when the lock's time is over", e);
        }
    }
}
