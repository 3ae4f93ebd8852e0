package dev.sluice.ops.plan.scaler;

import dev.sluice.shared.metrics.Demand;
import dev.sluice.shared.metrics.Hands;
import dev.sluice.shared.metrics.QueueNumbers.Depth;
import dev.sluice.shared.metrics.RecentLoad;

import java.time.Duration;
import java.util.OptionalDouble;

/** What our publisher would tell: the very code of the product, on simulated numbers. */
final class Published {
    /** Workers say so often what they did. */
    private static final double HEARTBEAT_SECONDS = 10;

    private final RecentLoad load;
    private Demand demand = new Demand(0, 0, 0);
    private double busy;
    private double lookedAt = -1;
    private double rateSince;
    private long endedBefore;
    private double rate;

    Published(Duration cooldown) {
        load = new RecentLoad(cooldown);
    }

    double backlog(View view) {
        return at(view).backlog();
    }

    double withoutWorkers(View view) {
        return at(view).withoutWorkers();
    }

    double busyPercent(View view) {
        at(view);
        return busy;
    }

    private Demand at(View view) {
        double now = view.now();
        if (now == lookedAt) {
            return demand;
        }
        lookedAt = now;
        if (now - rateSince >= HEARTBEAT_SECONDS) {
            rate = (view.ended() - endedBefore) / (now - rateSince);
            endedBefore = view.ended();
            rateSince = now;
        }
        int ready = view.ready();
        double share = ready == 0 ? 0 : Math.clamp(rate * view.jobSeconds() / ready, 0, 1);
        boolean longJobs = view.jobSeconds() >= HEARTBEAT_SECONDS && view.inFlight() > 0;
        double part = longJobs && ready > 0 ? Math.min(1, (double) view.inFlight() / ready) : share;
        Hands hands = ready == 0 ? Hands.NONE : new Hands(ready, ready / view.jobSeconds(), part);
        demand =
                Demand.of(
                        new Depth(view.visible(), view.inFlight(), 0),
                        hands,
                        OptionalDouble.of(view.jobSeconds()));
        busy = load.percent(hands, (long) (now * 1e9));
        return demand;
    }
}
