package dev.sluice.ops.fleet.erase;

import dev.sluice.ops.fleet.QueueDepth;
import dev.sluice.shared.pipeline.Output;
import dev.sluice.shared.pipeline.Pipeline;

import software.amazon.awssdk.services.sqs.SqsClient;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may still write something of a customer whose uploads are gone: events that are not
 * dispatched yet, jobs that had read their upload, and, where rows are written last, jobs that
 * still wait. Other jobs that wait find no upload and no row, and write nothing.
 */
public final class Stragglers {
    /** AWS: typically seconds. */
    private static final Duration LATE = Duration.ofSeconds(10);

    private final SqsClient sqs;
    private final String queuePrefix;
    private final List<Pipeline> pipelines;
    private final Set<String> gone = new HashSet<>();

    public Stragglers(SqsClient sqs, String queuePrefix, List<Pipeline> pipelines) {
        this.sqs = sqs;
        this.queuePrefix = queuePrefix;
        this.pipelines = List.copyOf(pipelines);
    }

    /** How long S3 may take to send the events of removals, where somebody hears of them. */
    public Duration late() {
        return pipelines.stream().anyMatch(Pipeline::removed) ? LATE : Duration.ZERO;
    }

    /**
     * Looks once more.
     *
     * @param since the uploads went
     * @return how many messages may still be of them; 0 once each queue was seen without
     */
    public long left(Duration since) {
        long left = queue(queuePrefix + "-events", QueueDepth::waiting);
        for (Pipeline pipeline : pipelines) {
            boolean late = pipeline.output().rows() == Output.Rows.COMPLETED_ONLY;
            boolean inTime = since.compareTo(longest(pipeline)) < 0;
            if (late || inTime) {
                left += queue(pipeline.queue(queuePrefix), late ? QueueDepth::waiting : depth -> 0);
            }
        }
        return left;
    }

    /** A job in work has ended by then, or has lost its lease and writes nothing. */
    private static Duration longest(Pipeline pipeline) {
        return pipeline.limits().timeout().plus(pipeline.lease());
    }

    private interface Waiting {
        long of(QueueDepth depth);
    }

    private long queue(String name, Waiting waiting) {
        if (gone.contains(name)) {
            return 0;
        }
        QueueDepth depth = QueueDepth.read(sqs, name, name + "-dlq");
        long left = waiting.of(depth) + depth.inFlight();
        if (left == 0) {
            gone.add(name);
        }
        return left;
    }
}
