package dev.sluice.ops.bench.cost;

import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.Cost;
import dev.sluice.shared.aws.Modelled;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.aws.Usage;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one mode's run comes to.
 *
 * @param whole all that both programs asked of AWS
 * @param idle what they ask when there is nothing to do, from start to stop
 */
record Bill(Mode mode, Usage whole, Usage idle, Prices prices) {
    /** For each picture, once start-up and idle polls are spread over many. */
    Usage steady() {
        return whole.since(idle);
    }

    Cost cost() {
        Cost cost = cost(steady());
        return new Cost(cost.lines().stream().filter(line -> line.perJob() != 0).toList());
    }

    /** With start-up and idle polls. */
    double wholeRun() {
        return cost(whole).total();
    }

    private Cost cost(Usage usage) {
        return Cost.of(usage, mode.pictures(), prices, List.of(Modelled.EVENTS_OF_UPLOADS));
    }

    Cost floor() {
        return Floor.of(mode.puts(), mode.rowWrites(), prices);
    }

    double each(String operation) {
        return (double) steady().calls().getOrDefault(operation, 0L) / mode.pictures();
    }

    /** Pictures whose lines lie in one pack, on average. */
    double picturesPerPack() {
        return 1 / each("s3.PutObject");
    }

    /** DynamoDB write units for one write of a row: 1 as long as rows are under 1 KB. */
    double unitsPerWrite() {
        long writes =
                steady().calls().getOrDefault("dynamodb.UpdateItem", 0L)
                        + steady().calls().getOrDefault("dynamodb.PutItem", 0L);
        return steady().units().getOrDefault(ApiMeter.WRITE_UNITS, 0.0) / writes;
    }

    /** What would come on top for fleets that are deployed otherwise; dollars a million. */
    Map<String, Double> variants() {
        Map<String, Double> variants = new TreeMap<>();
        variants.put("resultsInUploadsBucket", extra(Modelled.EVENTS_OF_RESULTS) + dropped());
        variants.put("lambdaAsDispatcher", extra(Modelled.LAMBDA));
        variants.put("kmsWithBucketKeys", extra(Modelled.KMS));
        return variants;
    }

    private double extra(Modelled part) {
        Cost with = Cost.of(steady(), mode.pictures(), prices, List.of(part));
        return with.total() - with.measured();
    }

    /** The dispatcher's receives and deletes of events that are no upload, ten to a call. */
    private double dropped() {
        long events = steady().calls().getOrDefault("s3.PutObject", 0L);
        Usage calls =
                new Usage(
                        Map.of("sqs.ReceiveMessage", events, "sqs.DeleteMessageBatch", events),
                        Map.of());
        return Cost.of(calls, mode.pictures(), prices, List.of()).total() / 10;
    }
}
