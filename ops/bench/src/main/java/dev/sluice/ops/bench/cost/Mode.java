package dev.sluice.ops.bench.cost;

import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.Cost;
import dev.sluice.shared.aws.Modelled;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.aws.Usage;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A way to store results, with a pipeline that does so. */
enum Mode {
    OBJECT("object", "", 7.3, 1, 2),
    PACKED("packed", "results: packed", 2.4, 0.01, 2),
    COMPLETED_ONLY("completedOnly", "results: packed, rows: completed-only", 1.7, 0.01, 1),
    FLAKES("flakes", "", 0, 3, 2);

    private static final long MILLION = 1_000_000;

    /** As in {@code bench.json}. */
    final String member;

    /** Dollars a million pictures, at most; 0 if there is none. */
    final double goal;

    final String pipeline;
    final int pictures;
    private final String results;
    private final double puts;
    private final int rowWrites;

    Mode(String member, String results, double goal, double puts, int rowWrites) {
        this.member = member;
        this.pipeline = member.replace("Only", ""); // for names of pipelines are lower case
        this.pictures = member.equals("flakes") ? 120 : 1000;
        this.results = results;
        this.goal = goal;
        this.puts = puts;
        this.rowWrites = rowWrites;
    }

    /** A line of a pack waits 5 s at most, since this is about calls, not latency. */
    void addTo(BenchPipelines pipelines) throws IOException {
        if (this == FLAKES) {
            pipelines.shipped(pipeline);
            return;
        }
        String place = "{customerID}/%s-result/{imageID}".formatted(pipeline);
        String pack = packed() ? ", " + results + ", pack: {lines: 100, maxDelay: 5s}" : "";
        var _ = pipelines.classifier(pipeline, "output: {name: \"" + place + "\"" + pack + "}");
    }

    /** An upload's key. */
    String key(String customerID, int picture) {
        return this == FLAKES
                ? "%s/uploaded/picture-%06d_original.jpg".formatted(customerID, picture)
                : "%s/%s/picture-%06d.jpg".formatted(customerID, pipeline, picture);
    }

    boolean packed() {
        return puts < 1;
    }

    /**
     * The cheapest sequence for one picture that keeps the rules: S3's own send of its event; that
     * event's and the job's messages ten to a call; one GET; the result's PUTs, or a share of one
     * full pack; and one conditional write of under 1 KB for each state of the row.
     */
    Cost floor(Prices prices) {
        Map<String, Long> calls =
                Map.of(
                        "s3.GetObject", MILLION,
                        "s3.PutObject", Math.round(puts * MILLION),
                        "sqs.SendMessageBatch", MILLION / 10,
                        "sqs.ReceiveMessage", 2 * MILLION / 10,
                        "sqs.DeleteMessageBatch", 2 * MILLION / 10);
        Map<String, Double> units = Map.of(ApiMeter.WRITE_UNITS, (double) rowWrites * MILLION);
        return Cost.of(
                new Usage(calls, units), MILLION, prices, List.of(Modelled.EVENTS_OF_UPLOADS));
    }
}
