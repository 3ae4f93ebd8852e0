package dev.sluice.shared.metrics;

import dev.sluice.shared.aws.Prices;

import java.time.Duration;
import java.util.Optional;

/**
 * What it costs that pools scale, without free tier: one publisher's requests, what that asks of
 * SQS and the fleet table, the metrics, and the alarms of one pool's policies. It comes on top of
 * {@link CloudWatchBill}, whose dispatcher tells once a minute no more; that is not taken off.
 *
 * @param period between two data points
 * @param pipelines of the pool
 * @param workers of which rows are read
 */
public record ScalingBill(Duration period, int pipelines, int workers) {
    private static final double SECONDS_A_MONTH = 730 * 3600.0;
    private static final double MINUTES_A_MONTH = 730 * 60.0;
    private static final double MILLION = 1e6;

    /** Assumed of the last round, warm; not measured on AWS. */
    private static final double ROUND_SECONDS = 0.3;

    /** Two of target tracking for each pipeline's backlog, and one that starts from zero. */
    private static final int ALARMS_A_PIPELINE = 3;

    /** Two of target tracking on how busy workers are. */
    private static final int ALARMS_A_POOL = 2;

    /** Dollars a month, of a dispatcher that is a process. */
    public double dollars(Prices prices) {
        double rounds = SECONDS_A_MONTH / period.toSeconds();
        double aRound =
                prices.dollars("cloudwatch.PutMetricData")
                        + pipelines * prices.dollars("sqs.GetQueueAttributes")
                        + CloudWatchBill.unitsOfTheCrew(workers)
                                * prices.dollars("dynamodb.readUnits")
                        + prices.dollars("dynamodb.writeUnits"); // the lock
        return (rounds * aRound + standing(prices)) / MILLION;
    }

    private double standing(Prices prices) {
        long metrics =
                Families.ALL.stream()
                        .map(Family::cloudwatch)
                        .flatMap(Optional::stream)
                        .filter(Family.CloudWatchMetric::forScaling)
                        .count();
        int alarms = ALARMS_A_PIPELINE * pipelines + ALARMS_A_POOL;
        boolean often = period.compareTo(CloudWatchPublisher.PERIOD) < 0;
        return metrics * pipelines * prices.dollars("cloudwatch.metricMonths")
                + alarms
                        * prices.dollars(
                                often
                                        ? "cloudwatch.highResolutionAlarmMonths"
                                        : "cloudwatch.alarmMonths");
    }

    /**
     * What is added where a Lambda function tells, which waits between two data points of a minute.
     *
     * @param gigabytes of the function's memory
     */
    public double lambdaDollars(Prices prices, double gigabytes) {
        Duration minute = CloudWatchPublisher.PERIOD;
        double seconds = minute.minus(period).toSeconds() + ROUND_SECONDS;
        return MINUTES_A_MONTH
                * (prices.dollars("lambda.requests")
                        + seconds * gigabytes * prices.dollars("lambda.gigabyteSeconds"))
                / MILLION;
    }
}
