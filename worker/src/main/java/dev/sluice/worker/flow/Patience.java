package dev.sluice.worker.flow;

import dev.sluice.shared.time.Backoff;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a message is hidden before its next try, by what went wrong.
 *
 * @param trouble S3, DynamoDB or the task: soon, and with growing pauses
 * @param event another upload's event is on its way, which takes seconds
 * @param sick this worker is out of order, and so may be the next that a supervisor starts: long
 *     enough that ten of them do not use up the queue's patience (RULES 14)
 */
record Patience(Backoff trouble, Backoff event, Backoff sick) {
    static Patience with(RandomGenerator random) {
        return new Patience(
                new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(15), random),
                new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(15), 0.5, random),
                new Backoff(Duration.ofMinutes(1), Duration.ofHours(1), 0.5, random));
    }
}
