package dev.sluice.worker.flow;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.Outgoing;
import dev.sluice.shared.job.CustomerGroup;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.trace.JobScope;
import dev.sluice.shared.trace.TraceContext;

import software.amazon.awssdk.core.exception.SdkException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Sends a job to the workers of its next stage. */
final class NextStage {
    private final World world;
    private final Map<String, WorkQueue> queues = new ConcurrentHashMap<>();

    NextStage(World world) {
        this.world = world;
    }

    /** SQS does not take the message; the row says which stage waits for it. */
    static final class Unsent extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unsent(String message) {
            super(message);
        }
    }

    /**
     * At least once: whoever finds the row waiting for this stage sends it again, and the row lets
     * one of the messages begin.
     */
    void send(Job job) {
        Outgoing message =
                new Outgoing(
                        JobCodec.write(job),
                        CustomerGroup.of(job.customerID()),
                        Duration.ZERO,
                        JobScope.current().context().map(TraceContext::xRay));
        try {
            Map<Outgoing, String> refused =
                    queues.computeIfAbsent(job.lane(), this::queue).send(List.of(message));
            if (!refused.isEmpty()) {
                throw new Unsent(
                        "%s was not sent: %s"
                                .formatted(job.label(), refused.values().iterator().next()));
            }
        } catch (SdkException e) {
            throw new Unsent("%s was not sent: %s".formatted(job.label(), e.getMessage()));
        }
    }

    private WorkQueue queue(String lane) {
        String name = world.settings().queuePrefix() + "-" + lane;
        String url = world.aws().settling().getQueueUrl(get -> get.queueName(name)).queueUrl();
        return new WorkQueue(world.aws().receiving(), world.aws().settling(), url);
    }
}
