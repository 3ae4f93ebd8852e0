package dev.sluice.worker;

import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.time.Deadline;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.flow.Lane;

import java.time.Duration;
import java.util.List;

/** The orderly stop of a worker, within one deadline (RULES 23). */
record Drain(List<Lane> lanes, AwsClients aws, Ticker ticker) {
    /** What the last calls of jobs that are cut off may take, of a deadline that is long enough. */
    private static final Duration LAST_CALLS = Duration.ofSeconds(3);

    /** What closing a part may take even when the deadline has passed. */
    private static final Duration LAST_MOMENT = Duration.ofMillis(200);

    /** Stops everything but the clients. */
    void until(Deadline end) throws InterruptedException {
        Duration timeout = end.left();
        Duration lastCalls = shorter(LAST_CALLS, timeout.dividedBy(4));
        stopPolling();
        if (!receivesReturn(new Deadline(timeout.dividedBy(2), ticker))) {
            lanes.forEach(Lane::cancelPollers);
            aws.receiving().close();
            receivesReturn(new Deadline(shorter(lastCalls, end.left()), ticker));
        }
        boolean finished = true;
        for (Lane lane : lanes) {
            finished &= lane.finish(end.leftBefore(lastCalls));
        }
        if (!finished) {
            giveBack(end);
        }
        for (Lane lane : lanes) {
            lane.close(longer(end.left(), LAST_MOMENT));
        }
    }

    void stopPolling() {
        lanes.forEach(Lane::stopPolling);
    }

    /** Cuts off what is still at work and waits for its messages to be given back. */
    void giveBack(Deadline end) throws InterruptedException {
        lanes.forEach(Lane::cutShort);
        for (Lane lane : lanes) {
            if (!lane.finish(end.left())) {
                lane.abandon();
            }
        }
    }

    private boolean receivesReturn(Deadline until) throws InterruptedException {
        boolean returned = true;
        for (Lane lane : lanes) {
            returned &= lane.joinPollers(until.left());
        }
        return returned;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
