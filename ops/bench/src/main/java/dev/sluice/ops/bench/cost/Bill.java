package dev.sluice.ops.bench.cost;

import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.Cost;
import dev.sluice.shared.aws.Modelled;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.aws.Usage;

import java.util.List;
import java.util.Map;

/** What one mode's run comes to: whole, and without start-up and idle polls. */
record Bill(Mode mode, Usage whole, Usage steady, Prices prices) {
    Cost cost() {
        Cost cost = cost(steady, Modelled.EVENTS_OF_UPLOADS);
        return new Cost(cost.lines().stream().filter(line -> line.perJob() != 0).toList());
    }

    /** With start-up and idle polls, in dollars a million. */
    double wholeRun() {
        return cost(whole, Modelled.EVENTS_OF_UPLOADS).total();
    }

    private Cost cost(Usage usage, Modelled... modelled) {
        return Cost.of(usage, mode.pictures, prices, List.of(modelled));
    }

    private double count(String operation) {
        return steady.calls().getOrDefault(operation, 0L);
    }

    /** Pictures whose lines lie in one pack, on average. */
    double picturesPerPack() {
        return mode.pictures / count("s3.PutObject");
    }

    /** DynamoDB write units: one for each write of its row, as long as rows are under 1 KB. */
    double writeUnitsPerPicture() {
        return steady.units().getOrDefault(ApiMeter.WRITE_UNITS, 0.0) / mode.pictures;
    }

    /** What would come on top for fleets that are deployed otherwise; dollars a million. */
    Map<String, Double> variants() {
        // The dispatcher receives and deletes events that are no upload, ten to a call.
        long events = (long) count("s3.PutObject");
        Map<String, Long> dropped =
                Map.of("sqs.ReceiveMessage", events, "sqs.DeleteMessageBatch", events);
        double dispatcher = cost(new Usage(dropped, Map.of())).total() / 10;
        return Map.of(
                "resultsInUploadsBucket",
                extra(Modelled.EVENTS_OF_RESULTS) + dispatcher,
                "lambdaAsDispatcher",
                extra(Modelled.LAMBDA),
                "kmsWithBucketKeys",
                extra(Modelled.KMS));
    }

    private double extra(Modelled part) {
        Cost with = cost(steady, part);
        return with.total() - with.measured();
    }
}
