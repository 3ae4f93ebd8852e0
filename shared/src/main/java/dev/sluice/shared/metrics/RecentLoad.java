package dev.sluice.shared.metrics;

import java.time.Duration;

/**
 * How busy workers are, by the most work that there was lately. What is remembered is work for so
 * many workers, not a part of their time: as soon as workers are added, it is less for each.
 */
public final class RecentLoad {
    private static final double PERCENT = 100;

    private final RecentMost most;

    /**
     * @param cooldown for how long work counts at least, up to half as much more
     */
    public RecentLoad(Duration cooldown) {
        this.most = new RecentMost(cooldown);
    }

    /**
     * What part of their time those workers would spend on that work, percent; over 100 if they
     * were more when it was done. 0 if there is no worker.
     *
     * @param hands the workers now
     * @param nanos now, by a ticker
     */
    public double percent(Hands hands, long nanos) {
        most.add(hands.workers() * hands.busy(), nanos);
        return hands.workers() == 0 ? 0 : most.look(nanos) / hands.workers() * PERCENT;
    }
}
