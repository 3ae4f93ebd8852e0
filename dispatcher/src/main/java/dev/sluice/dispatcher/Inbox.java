package dev.sluice.dispatcher;

import com.google.inject.Injector;

import dev.sluice.shared.job.rows.FinalRows;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who handles messages, by the queue that they come from.
 *
 * @param deadLetters by the name of their queue
 */
record Inbox(MessageDispatcher events, Map<String, DeadLetterPoller> deadLetters) {
    Inbox {
        deadLetters = Map.copyOf(deadLetters);
    }

    /**
     * @param arn of a queue
     */
    Optional<DeadLetterPoller> deadLettersOf(String arn) {
        return Optional.ofNullable(deadLetters.get(arn.substring(arn.lastIndexOf(':') + 1)));
    }

    /**
     * @param prefix of the queues' names
     */
    static Inbox of(Injector injector, String prefix) {
        JobQueues queues = injector.getInstance(JobQueues.class);
        Pipelines pipelines = injector.getInstance(Pipelines.class);
        Map<String, DeadLetterPoller> deadLetters = new TreeMap<>();
        queues.deadLetters()
                .forEach(
                        (pipeline, queue) -> {
                            Pipeline it = pipelines.named(pipeline).orElseThrow();
                            deadLetters.put(
                                    it.deadLetterQueue(prefix),
                                    new DeadLetterPoller(
                                            queue,
                                            new FinalRows(injector.getInstance(JobTable.class), it),
                                            injector.getInstance(Counts.class),
                                            injector.getInstance(Rejections.class),
                                            injector.getInstance(InstantSource.class)));
                        });
        return new Inbox(injector.getInstance(MessageDispatcher.class), deadLetters);
    }
}
