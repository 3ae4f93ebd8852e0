package dev.sluice.ops.bench.cost;

import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.Cost;
import dev.sluice.shared.aws.Modelled;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.aws.Usage;

import java.util.List;
import java.util.Map;

/**
 * The cheapest sequence for one picture that keeps the rules, at the same prices: S3's own send of
 * its event; that event's and the job's messages received, sent and deleted ten to a call; one GET;
 * the result's PUTs, or a share of one full pack; and one conditional write of under 1 KB for each
 * state of the row. No start-up, no empty receive, no second delivery.
 */
final class Floor {
    private static final long PICTURES = 1_000_000;
    private static final long TENS = PICTURES / 10;

    private Floor() {}

    /**
     * @param puts PUTs for one picture
     * @param rowWrites writes of its row
     */
    static Cost of(double puts, int rowWrites, Prices prices) {
        Map<String, Long> calls =
                Map.of(
                        "s3.GetObject",
                        PICTURES,
                        "s3.PutObject",
                        Math.round(puts * PICTURES),
                        "sqs.SendMessageBatch",
                        TENS,
                        "sqs.ReceiveMessage",
                        2 * TENS,
                        "sqs.DeleteMessageBatch",
                        2 * TENS);
        Map<String, Double> units = Map.of(ApiMeter.WRITE_UNITS, (double) rowWrites * PICTURES);
        return Cost.of(
                new Usage(calls, units), PICTURES, prices, List.of(Modelled.EVENTS_OF_UPLOADS));
    }
}
