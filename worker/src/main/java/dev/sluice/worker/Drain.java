package dev.sluice.worker;

import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.time.Deadline;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.flow.Lane;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** The orderly stop of a worker, within one deadline (RULES 23), which may move meanwhile. */
record Drain(List<Lane> lanes, AwsClients aws, Ticker ticker) {
    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    /** What the last calls of jobs that are cut off may take, of a deadline that is long enough. */
    private static final Duration LAST_CALLS = Duration.ofSeconds(3);

    /** What closing a part may take even when the deadline has passed. */
    private static final Duration LAST_MOMENT = Duration.ofMillis(200);

    /** What giving back may take before the process is halted. */
    private static final Duration HALT = Duration.ofSeconds(2);

    /** How often a wait looks whether the deadline has moved. */
    private static final Duration GLANCE = Duration.ofMillis(100);

    /** Stops everything but the clients; {@code left} is what the deadline leaves by now. */
    void until(Supplier<Duration> left) throws InterruptedException {
        Duration timeout = left.get();
        Duration lastCalls = shorter(LAST_CALLS, timeout.dividedBy(4));
        Supplier<Duration> forWork = () -> minus(left.get(), lastCalls);
        stopPolling();
        Deadline half = new Deadline(timeout.dividedBy(2), ticker);
        if (!within(() -> shorter(half.left(), forWork.get()), Lane::joinPollers)) {
            lanes.forEach(Lane::cancelPollers);
            aws.receiving().close();
            Deadline moment = new Deadline(shorter(lastCalls, left.get()), ticker);
            within(moment::left, Lane::joinPollers);
        }
        if (!within(forWork, Lane::finish)) {
            giveBack(left);
        }
        for (Lane lane : lanes) {
            lane.close(longer(left.get(), LAST_MOMENT));
        }
    }

    void stopPolling() {
        lanes.forEach(Lane::stopPolling);
    }

    /** Cuts off what is still at work and waits for its messages to be given back. */
    void giveBack(Supplier<Duration> left) throws InterruptedException {
        lanes.forEach(Lane::cutShort);
        if (!within(left, Lane::finish)) {
            for (Lane lane : lanes) {
                if (!lane.finish(Duration.ZERO)) {
                    lane.abandon();
                }
            }
        }
    }

    /**
     * Native work that hears no interrupt can be left in no other way (RULES 15). What has not run
     * is given back before.
     */
    void halt(String what) {
        log.error("{}; the process is halted", what);
        try {
            stopPolling();
            giveBack(new Deadline(HALT, ticker)::left);
        } catch (InterruptedException e) {
            log.error("messages come back with their leases", e);
        } finally {
            Runtime.getRuntime().halt(WorkerProcess.BROKEN);
        }
    }

    /** Waits for something of a lane; false if it takes longer. */
    private interface Wait {
        boolean atMost(Lane lane, Duration time) throws InterruptedException;
    }

    private boolean within(Supplier<Duration> left, Wait wait) throws InterruptedException {
        boolean last;
        boolean all;
        do {
            last = left.get().isZero();
            all = true;
            for (Lane lane : lanes) {
                all &= wait.atMost(lane, shorter(left.get(), GLANCE));
            }
        } while (!all && !last);
        return all;
    }

    private static Duration minus(Duration time, Duration reserve) {
        return time.compareTo(reserve) < 0 ? Duration.ZERO : time.minus(reserve);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
