package dev.sluice.worker;

import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.fleet.Heartbeat;
import dev.sluice.shared.fleet.Member;
import dev.sluice.shared.fleet.Vitals;
import dev.sluice.shared.fleet.Vitals.State;
import dev.sluice.worker.flow.Lane;
import dev.sluice.worker.flow.World;
import dev.sluice.worker.life.Lifecycle;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.ModelUse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The worker's row in the fleet table, and what it is told there. */
final class Presence {
    private static final Logger log = LoggerFactory.getLogger(Presence.class);

    private final World world;
    private final List<Lane> lanes;
    private final Supplier<Map<String, Double>> jobSeconds;
    private final Heartbeat heart;
    private volatile boolean ended;

    // Touched by whoever writes the row, one at a time.
    private final Map<List<String>, ModelUse> looked = new HashMap<>();
    private long lookedAt;
    private long settled;
    private Set<String> told = Set.of();

    private Presence(
            World world,
            List<Lane> lanes,
            Optional<String> instanceID,
            Supplier<Map<String, Double>> jobSeconds) {
        this.world = world;
        this.lanes = lanes;
        this.jobSeconds = jobSeconds;
        this.lookedAt = world.machine().ticker().nanos();
        Member self =
                Member.ofProcess(Member.Kind.WORKER, world.machine().clock().instant(), instanceID);
        this.heart =
                new Heartbeat(
                        FleetTable.of(
                                        world.settings(),
                                        world.aws().dynamodb(),
                                        world.machine().clock())
                                .members(),
                        new Heartbeat.Self(self, this::vitals),
                        this::pause,
                        world.machine().ticker());
    }

    /**
     * Joins the fleet. When this returns, lanes of paused pipelines are paused.
     *
     * @param instanceID EC2's, where there is one
     * @param jobSeconds what a job takes of a busy worker, by pipeline
     */
    static Presence start(
            World world,
            List<Lane> lanes,
            Optional<String> instanceID,
            Supplier<Map<String, Double>> jobSeconds) {
        Presence presence = new Presence(world, lanes, instanceID, jobSeconds);
        presence.heart.start();
        return presence;
    }

    /** Its state has changed. */
    void tell() {
        heart.soon();
    }

    /**
     * Says that it has ended.
     *
     * @param atMost longest wait for it
     */
    void end(Duration atMost) throws InterruptedException {
        ended = true;
        heart.close(atMost);
    }

    private void pause(Set<String> paused) {
        if (!paused.equals(told)) {
            log.info("paused pipelines: {}", paused);
            told = paused;
        }
        for (Lane lane : lanes) {
            lane.pause(paused.contains(lane.service().pipeline().name()));
        }
    }

    private Vitals vitals() {
        Map<String, String> pipelines = new HashMap<>();
        lanes.forEach(
                lane ->
                        pipelines.put(
                                lane.service().pipeline().name(),
                                lane.service().pipeline().version()));
        Lifecycle.State state = world.worker().state();
        return new Vitals(
                ended ? State.ENDED : told(state),
                reason(state),
                pipelines,
                lanes.stream().mapToInt(Lane::inHand).sum(),
                perSecond(),
                jobSeconds.get(),
                fill());
    }

    private static State told(Lifecycle.State state) {
        return switch (state) {
            case Lifecycle.State.Starting _ -> State.STARTING;
            case Lifecycle.State.Ready _ -> State.READY;
            case Lifecycle.State.Broken _ -> State.BROKEN;
            case Lifecycle.State.Draining draining ->
                    draining.broken() ? State.BROKEN : State.DRAINING;
            case Lifecycle.State.Ended _ -> State.ENDED;
        };
    }

    private static Optional<String> reason(Lifecycle.State state) {
        return switch (state) {
            case Lifecycle.State.Broken(String why) -> Optional.of(why);
            case Lifecycle.State.Draining draining -> Optional.of(draining.reason());
            case Lifecycle.State.Starting _, Lifecycle.State.Ready _, Lifecycle.State.Ended _ ->
                    Optional.empty();
        };
    }

    private double perSecond() {
        long now = world.machine().ticker().nanos();
        long all = world.tally().settled();
        double seconds = Math.max(1, now - lookedAt) / 1e9;
        double perSecond = (all - settled) / seconds;
        lookedAt = now;
        settled = all;
        return perSecond;
    }

    /** Over all models: items that ran, as a share of what full batches would have held. */
    private double fill() {
        long items = 0;
        long room = 0;
        for (Lane lane : lanes) {
            String pipeline = lane.service().pipeline().name();
            for (Map.Entry<String, ModelUse> model : lane.use(Batcher::glance).entrySet()) {
                ModelUse now = model.getValue();
                ModelUse before = looked.put(List.of(pipeline, model.getKey()), now);
                ModelUse use = before == null ? now : now.since(before);
                items += use.items();
                room += use.batches() * use.batchLimit();
            }
        }
        return room == 0 ? 0 : (double) items / room;
    }
}
