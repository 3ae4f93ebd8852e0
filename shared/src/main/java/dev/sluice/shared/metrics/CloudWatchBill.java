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

    /** How many metrics there are. */
    public int metrics() {
        return Families.ALL.stream()
                .map(Family::cloudwatch)
                .flatMap(Optional::stream)
                .mapToInt(metric -> metric.byPipeline() ? pipelines : 1)
                .sum();
    }

    /** Dollars a month. */
    public double dollars(Prices prices) {
        double puts = (workers + DISPATCHERS) * MINUTES_A_MONTH;
        double looks = pipelines * DISPATCHERS * MINUTES_A_MONTH;
        // Rows of half a KB, as two Queries of the fleet table; a unit reads twice 4 KB.
        double reads = DISPATCHERS * MINUTES_A_MONTH * (1 + workers / 16.0);
        return (puts * price(prices, "cloudwatch.PutMetricData")
                        + looks * price(prices, "sqs.GetQueueAttributes")
                        + reads * price(prices, "dynamodb.readUnits")
                        + metrics() * price(prices, "cloudwatch.metricMonths"))
                / MILLION;
    }

    /** As a part of what the workers' machines cost, if each is a g4dn.xlarge on demand. */
    public double share(Prices prices) {
        double machines =
                workers * HOURS_A_MONTH * price(prices, "ec2.hoursOfG4dnXlarge") / MILLION;
        return dollars(prices) / machines;
    }

    private static double price(Prices prices, String name) {
        Double price = prices.perMillion().get(name);
        if (price == null) {
            throw new IllegalStateException("prices.yaml has no " + name);
        }
        return price;
    }
}
