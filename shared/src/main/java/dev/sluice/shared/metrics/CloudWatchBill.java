package dev.sluice.shared.metrics;

import dev.sluice.shared.aws.Prices;

import java.util.Optional;

/**
 * What telling CloudWatch costs a fleet, without free tier. All of it is in here: requests of every
 * worker and of one dispatcher, what that asks of SQS and the fleet table for it, and the metrics.
 *
 * @param workers that run all month
 * @param pipelines that they serve
 */
public record CloudWatchBill(int workers, int pipelines) {
    /** AWS's own. */
    private static final double HOURS_A_MONTH = 730;

    private static final double MINUTES_A_MONTH = HOURS_A_MONTH * 60;
    private static final int DISPATCHERS = 1;
    private static final double MILLION = 1e6;

    /**
     * Its own, and as many again of those that ended within the hour or were lost within the day.
     */
    private static final int ROWS_A_WORKER = 2;

    private static final double ROW_KILOBYTES = 0.5;

    /** How many metrics there are. */
    public int metrics() {
        return Families.ALL.stream()
                .map(Family::cloudwatch)
                .flatMap(Optional::stream)
                .filter(metric -> !metric.forScaling())
                .mapToInt(metric -> metric.byPipeline() ? pipelines : 1)
                .sum();
    }

    /** Dollars a month. */
    public double dollars(Prices prices) {
        double puts = (workers + DISPATCHERS) * MINUTES_A_MONTH;
        double looks = pipelines * DISPATCHERS * MINUTES_A_MONTH;
        double reads = DISPATCHERS * MINUTES_A_MONTH * unitsOfTheCrew(workers);
        return (puts * prices.dollars("cloudwatch.PutMetricData")
                        + looks * prices.dollars("sqs.GetQueueAttributes")
                        + reads * prices.dollars("dynamodb.readUnits")
                        + metrics() * prices.dollars("cloudwatch.metricMonths"))
                / MILLION;
    }

    /** Of one look at the workers; it is not consistent, so that 4 KB are half a unit. */
    static double unitsOfTheCrew(int workers) {
        double kilobytes = workers * ROWS_A_WORKER * ROW_KILOBYTES;
        return Math.ceil(kilobytes / 4) / 2;
    }

    /** As a part of what the workers' machines cost, if each is a g4dn.xlarge on demand. */
    public double share(Prices prices) {
        double machines =
                workers * HOURS_A_MONTH * prices.dollars("ec2.hoursOfG4dnXlarge") / MILLION;
        return dollars(prices) / machines;
    }
}
