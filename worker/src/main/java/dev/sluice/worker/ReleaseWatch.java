package dev.sluice.worker;

import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.release.CanaryCount;
import dev.sluice.shared.release.Comparison;
import dev.sluice.shared.release.Lineup;
import dev.sluice.shared.release.Trial;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.flow.Canary;
import dev.sluice.worker.flow.Lane;
import dev.sluice.worker.flow.ReleasePlan;
import dev.sluice.worker.flow.Shadow;
import dev.sluice.worker.flow.World;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Looks now and then which releases do what, and has lanes load and close them, on a thread of its
 * own.
 */
final class ReleaseWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReleaseWatch.class);

    /** Well under what passes until a release that is promoted gets jobs. */
    private static final Duration LOOK = Duration.ofSeconds(3);

    /** Of the repository, for short forms that were edited. */
    private static final Duration REPOSITORY = Duration.ofSeconds(20);

    private final World world;
    private final List<Lane> lanes;
    private final ReleaseLoader loader;
    private final ReleaseSource releases;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;

    // Touched by the thread alone, after the start.
    private final Map<String, String> shortForms = new HashMap<>();
    private long lookedAt;
    private boolean failing;

    private ReleaseWatch(
            World world, List<Lane> lanes, ReleaseLoader loader, ReleaseSource releases) {
        this.world = world;
        this.lanes = List.copyOf(lanes);
        this.loader = loader;
        this.releases = releases;
        this.thread = Thread.ofPlatform().name("releases").daemon().unstarted(this::run);
    }

    /**
     * @param pipelines with their short forms as they were read
     */
    static ReleaseWatch start(
            World world,
            List<Lane> lanes,
            List<Pipeline> pipelines,
            ReleaseLoader loader,
            ReleaseSource releases) {
        ReleaseWatch watch = new ReleaseWatch(world, lanes, loader, releases);
        pipelines.forEach(each -> watch.shortForms.put(each.name(), each.version()));
        watch.lookedAt = world.machine().ticker().nanos();
        lanes.forEach(lane -> lane.releases().watchedBy(watch.wake::release));
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            while (true) {
                follow();
                boolean asked = wake.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                log.trace("looks for releases; asked to: {}", asked);
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            log.trace("{} was stopped", thread.getName());
        }
    }

    private void follow() {
        releases.look();
        Ticker ticker = world.machine().ticker();
        if (ticker.nanos() - lookedAt > REPOSITORY.toNanos()) {
            lookedAt = ticker.nanos();
            lookAtRepository();
        }
        lanes.forEach(this::follow);
    }

    private void follow(Lane lane) {
        try {
            compared(lane);
            counted(lane);
            Pipeline pipeline = lane.service().pipeline();
            lane.releases()
                    .follow(
                            plan(pipeline.name()),
                            (version, broken) ->
                                    releases.load(loader, pipeline, Optional.of(version), broken));
        } catch (FleetTable.FleetUnavailable e) {
            log.debug("what was compared is not told", e);
        } catch (RuntimeException e) { // a bug: the release in service goes on
            log.error("releases of {} stay as they are", lane.service().pipeline().name(), e);
        }
    }

    private void compared(Lane lane) {
        String pipeline = lane.service().pipeline().name();
        Shadow shadow = lane.trials().shadow();
        Comparison more = shadow.take();
        Optional<Trial> trial = shadow.trial();
        if (trial.isPresent() && more.jobs() > 0) {
            releases.compared(pipeline, trial.get(), more);
        }
        shadow.follow(releases.lineup(pipeline).shadow());
    }

    private void counted(Lane lane) {
        String pipeline = lane.service().pipeline().name();
        Canary canary = lane.trials().canary();
        CanaryCount more = canary.take();
        Optional<Trial> trial = canary.trial();
        if (trial.isPresent() && more.canary().done() + more.live().done() > 0) {
            releases.counted(pipeline, trial.get(), more);
        }
        canary.follow(releases.lineup(pipeline).canary());
    }

    private ReleasePlan plan(String pipeline) {
        Instant now = world.machine().clock().instant();
        Lineup lineup = releases.lineup(pipeline);
        String written = shortForms.getOrDefault(pipeline, "");
        Set<String> wanted = new HashSet<>();
        lineup.wanted(now).forEach(version -> wanted.add(version.orElse(written)));
        return new ReleasePlan(
                lineup.live().at(now).orElse(written), wanted, Set.copyOf(lineup.withdrawn()));
    }

    /** A repository that is edited may be wrong for a moment. */
    private void lookAtRepository() {
        try {
            releases.written().forEach((name, each) -> shortForms.put(name, each.version()));
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                log.error("releases stay as they are: {}", e.getMessage());
            }
            failing = true;
        }
    }

    /** No more is loaded or closed. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
