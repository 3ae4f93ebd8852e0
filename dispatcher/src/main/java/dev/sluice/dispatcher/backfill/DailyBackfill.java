package dev.sluice.dispatcher.backfill;

import dev.sluice.dispatcher.requeue.Rest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Runs a backfill once in a while, once in a fleet however many dispatchers there are, on a thread
 * of its own. Whatever goes wrong is told and tried again at the next look.
 */
public final class DailyBackfill {
    private static final Logger log = LoggerFactory.getLogger(DailyBackfill.class);

    /** Between two looks at whose turn it is, at most: a dispatcher that ended is soon replaced. */
    private static final Duration LONGEST_LOOK = Duration.ofHours(1);

    /** Of a day: looks that find nothing due are requests, too. */
    private static final int LOOKS = 24;

    private final Duration every;
    private final Turn turn;
    private final Work work;
    private final RandomGenerator random;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("backfill").unstarted(this::run);

    /**
     * What is done.
     *
     * @param backfill makes one that waits by this rest
     * @param listing of the whole bucket
     * @param stale after which time a row that waits has lost its message
     */
    public record Work(
            Function<Rest, Backfill> backfill, Listing listing, Supplier<Duration> stale) {}

    /**
     * @param every how often it is due
     */
    public DailyBackfill(Duration every, Turn turn, Work work, RandomGenerator random) {
        this.every = every;
        this.turn = turn;
        this.work = work;
        this.random = random;
    }

    public void start() {
        thread.start();
    }

    /** Ends it between two calls to AWS; whoever has the next turn goes on from there. */
    public void stop() {
        stopping.countDown();
    }

    /**
     * One look on the caller's thread, for whom a clock starts, instead of {@link #start}. What is
     * not done within that time is left to the next look, which goes on from there.
     *
     * @return whether a backfill ran to its end
     */
    public boolean lookFor(Duration longest) {
        CompletableFuture.delayedExecutor(longest.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::stop);
        try {
            return look();
        } catch (InterruptedException e) {
            if (stopping.getCount() > 0) { // by somebody else
                Thread.currentThread().interrupt();
            }
            return false;
        }
    }

    /**
     * Waits for the thread's end.
     *
     * @return whether it came in time
     */
    public boolean join(Duration patience) throws InterruptedException {
        return thread.join(patience.isNegative() ? Duration.ZERO : patience);
    }

    private void run() {
        try {
            while (true) {
                rest(pause()); // first, for dispatchers that start together, and short-lived ones
                look();
            }
        } catch (InterruptedException e) {
            log.trace("the daily backfill ends", e);
        } catch (Throwable e) {
            log.error("the daily backfill ended; others of the fleet go on", e);
        }
    }

    /** Half to one and a half times as long, so that dispatchers do not all look at once. */
    private Duration pause() {
        long millis = Math.min(every.dividedBy(LOOKS).toMillis(), LONGEST_LOOK.toMillis());
        return Duration.ofMillis(millis / 2 + random.nextLong(millis + 1));
    }

    private void rest(Duration length) throws InterruptedException {
        if (stopping.await(length.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("the dispatcher stops");
        }
    }

    /**
     * Runs it if it is due and nobody else's.
     *
     * @return whether it ran to its end
     */
    boolean look() throws InterruptedException {
        try {
            return turn.take(every) && ran();
        } catch (RuntimeException e) { // services out of reach; a bug must not end it either
            log.warn("The daily backfill could not go on, and is tried again: {}", e.toString());
            return false;
        }
    }

    private boolean ran() throws InterruptedException {
        String from = turn.position();
        if (from.equals(Listing.START)) {
            log.info("Backfill of {} begins, as it does every {}", work.listing().name(), every);
        } else {
            log.info("Backfill of {} goes on behind {}", work.listing().name(), from);
        }
        boolean done = false;
        Progress progress = new Progress(from);
        try {
            Counts counts =
                    work.backfill()
                            .apply(this::restWhileItIsOurs)
                            .run(
                                    new Backfill.Task(
                                            work.listing(),
                                            Scope.daily(work.stale().get()),
                                            from,
                                            false,
                                            false),
                                    progress);
            done = true;
            if (counts.left() > 0) {
                if (!from.equals(Listing.START)) {
                    // else what is always left would keep all before it from being looked at
                    turn.reached(Listing.START);
                }
                Duration pause = every.compareTo(LONGEST_LOOK) < 0 ? every : LONGEST_LOOK;
                turn.release(pause);
                log.warn(
                        "Backfill left jobs whose queues are full or failed, and is tried again in"
                                + " {}: {}",
                        pause,
                        counts);
                return false;
            }
            turn.finish();
            if (counts.lacking() > 0) {
                log.warn(
                        "Backfill found what had no job, which is lost events or messages: {}",
                        counts);
            } else {
                log.info("Backfill found nothing to do: {}", counts);
            }
            return true;
        } catch (TurnLost _) {
            done = true; // another's to release
            log.warn("Another dispatcher goes on with the backfill, for this one was too slow");
            return false;
        } finally {
            if (!done) {
                turn.release();
            }
        }
    }

    /**
     * Where to go on: behind the last page, or before the first of which something was left. Who
     * went on from there and leaves something again has the next begin at the start.
     */
    private final class Progress implements Backfill.Watch {
        private String next;
        private boolean left;

        Progress(String from) {
            this.next = from;
        }

        @Override
        public void at(String position, Counts found) throws InterruptedException {
            left |= found.left() > 0;
            if (!left) {
                next = position;
            }
            turn.reached(next);
            keep();
        }
    }

    private void restWhileItIsOurs(Duration length) throws InterruptedException {
        keep();
        rest(length);
    }

    private void keep() throws InterruptedException {
        if (stopping.getCount() == 0) {
            throw new InterruptedException("the dispatcher stops");
        }
        if (!turn.keep()) {
            throw new TurnLost();
        }
    }

    private static final class TurnLost extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
