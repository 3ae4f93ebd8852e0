package dev.sluice.ops.dashboard.read;

import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.aws.Usage;

import java.util.Map;

/**
 * The least that a million jobs can cost in requests to AWS: one GET, one write unit a row, a tenth
 * of each of SQS's five calls, and a line in a pack of a hundred instead of an object. Pipelines
 * with artifacts, or with rows while they wait, are above it by choice.
 */
final class Floor {
    private static final long JOBS = 100;

    private static final Usage LEAST =
            new Usage(
                    Map.of(
                            "s3.GetObject", JOBS,
                            "s3.PutObject", 1L,
                            "sqs.ReceiveMessage", 2 * JOBS / 10,
                            "sqs.DeleteMessageBatch", 2 * JOBS / 10,
                            "sqs.SendMessageBatch", JOBS / 10),
                    Map.of("dynamodb.writeUnits", (double) JOBS));

    private Floor() {}

    static double dollarsPerMillion(Prices prices) {
        return prices.dollarsPerMillionJobs(LEAST, JOBS);
    }
}
