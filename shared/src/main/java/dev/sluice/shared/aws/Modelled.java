package dev.sluice.shared.aws;

import java.util.Map;

/**
 * What AWS bills and no client sees, worked out from what it does see and from the assumptions in
 * {@code prices.yaml}. Which apply depends on how a fleet is deployed.
 */
public enum Modelled {
    /** S3's send of each upload's event to the events queue, billed to the queue's owner. */
    EVENTS_OF_UPLOADS {
        @Override
        Map<String, Double> perJob(Usage usage, long jobs, Prices prices) {
            return Map.of("s3.eventsOfUploads", 1.0);
        }
    },
    /** The same for our own results, where they go to the bucket of the uploads. */
    EVENTS_OF_RESULTS {
        @Override
        Map<String, Double> perJob(Usage usage, long jobs, Prices prices) {
            return Map.of("s3.eventsOfResults", each(usage, "s3.PutObject", jobs));
        }
    },
    /**
     * The Lambda function as dispatcher, without free tier. Its mapping's receives and deletes are
     * taken to be as many as those of a polling process, which the meter counts.
     */
    LAMBDA {
        @Override
        Map<String, Double> perJob(Usage usage, long jobs, Prices prices) {
            double invocations = 1 / prices.assumed("lambda.recordsPerInvocation");
            return Map.of(
                    "lambda.requests",
                    invocations,
                    "lambda.gigabyteSeconds",
                    invocations
                            * prices.assumed("lambda.secondsPerInvocation")
                            * prices.assumed("lambda.gigabytes"));
        }
    },
    /** Requests to KMS for objects read and written, where the bucket encrypts with bucket keys. */
    KMS {
        @Override
        Map<String, Double> perJob(Usage usage, long jobs, Prices prices) {
            double objects = each(usage, "s3.GetObject", jobs) + each(usage, "s3.PutObject", jobs);
            return Map.of("kms.requests", objects * prices.assumed("kms.requestsPerObjectRequest"));
        }
    };

    /** How much of what a job needs, by the names of {@link Prices#perMillion}. */
    abstract Map<String, Double> perJob(Usage usage, long jobs, Prices prices);

    private static double each(Usage usage, String operation, long jobs) {
        return (double) usage.calls().getOrDefault(operation, 0L) / jobs;
    }
}
