package dev.sluice.ops.cli.status;

import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.QueueDepth;
import dev.sluice.shared.pipeline.Pipeline;

import software.amazon.awssdk.services.sqs.SqsClient;

import java.util.ArrayList;
import java.util.List;

/**
 * A queue and who works on it.
 *
 * @param pipeline by name; empty for the events, which all pipelines share
 */
record Lane(String pipeline, QueueDepth depth) {
    static List<Lane> all(Fleet fleet) {
        SqsClient sqs = fleet.clients().settling();
        String prefix = fleet.settings().queuePrefix();
        List<Lane> lanes = new ArrayList<>();
        lanes.add(new Lane("", QueueDepth.read(sqs, prefix + "-events", prefix + "-events-dlq")));
        for (Pipeline pipeline : fleet.pipelines().lanes()) {
            lanes.add(
                    new Lane(
                            pipeline.name(),
                            QueueDepth.read(
                                    sqs,
                                    pipeline.queue(prefix),
                                    pipeline.deadLetterQueue(prefix))));
        }
        return lanes;
    }
}
