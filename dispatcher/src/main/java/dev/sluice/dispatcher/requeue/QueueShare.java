package dev.sluice.dispatcher.requeue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * The part of a pipeline's queue that is left to jobs which have waited long already: as long as
 * more than a few messages wait, none is added, so that a live upload waits behind few. One thread.
 */
final class QueueShare {
    private static final Logger log = LoggerFactory.getLogger(QueueShare.class);

    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    /** Of a wait, after which whoever watches is told what for. */
    private static final Duration TOLD = Duration.ofSeconds(10);

    private final JobSender queues;
    private final Manner manner;
    private final Rest rest;
    private final Set<String> given = new HashSet<>();

    QueueShare(JobSender queues, Manner manner, Rest rest) {
        this.queues = queues;
        this.manner = manner;
        this.rest = rest;
    }

    /**
     * Waits until there is room in a pipeline's queue.
     *
     * @return for how many jobs; 0 if the queue was full for too long, and from then on
     */
    int room(String pipeline) throws InterruptedException {
        Duration waited = Duration.ZERO;
        Duration pause = FIRST;
        while (!given.contains(pipeline)) {
            long waiting = queues.waiting(pipeline);
            if (waiting < manner.ahead()) {
                return (int) (manner.ahead() - waiting);
            }
            if (waited.compareTo(manner.patience()) >= 0) {
                log.warn(
                        "{} messages wait in the queue of {}, and none has gone for {}; what is"
                                + " found for it is left for another time",
                        waiting,
                        pipeline,
                        waited);
                given.add(pipeline);
            } else {
                if (waited.compareTo(TOLD) < 0 && waited.plus(pause).compareTo(TOLD) >= 0) {
                    log.info(
                            "{} messages wait in the queue of {}; more are sent when fewer than {}"
                                    + " do",
                            waiting,
                            pipeline,
                            manner.ahead());
                }
                rest.of(pause);
                waited = waited.plus(pause);
                pause = min(pause.multipliedBy(2), LONGEST);
            }
        }
        return 0;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
