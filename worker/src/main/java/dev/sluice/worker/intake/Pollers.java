package dev.sluice.worker.intake;

import java.time.Duration;
import java.util.List;

/**
 * The pollers of one lane.
 *
 * @param turns when they may ask
 */
public record Pollers(List<Poller> each, LanePolls turns) {
    public Pollers {
        each = List.copyOf(each);
    }

    public void start() {
        each.forEach(Poller::start);
    }

    /** No receive begins after this. */
    public void stop() {
        turns.stop();
        each.forEach(Poller::stop);
    }

    /** No receive begins while it is paused. */
    public void pause(boolean whether) {
        turns.pause(whether);
    }

    /**
     * Waits for receives under way.
     *
     * @return false if one takes longer
     */
    public boolean join(Duration atMost) throws InterruptedException {
        boolean ended = true;
        for (Poller poller : each) {
            ended &= poller.join(atMost);
        }
        return ended;
    }

    /** Ends polls that wait for a permit. */
    public void cancel() {
        each.forEach(Poller::cancel);
    }
}
