package dev.sluice.ops.bench.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.aws.Usage;

import org.junit.jupiter.api.Test;

import java.util.Map;

class BillTest {
    private static final Prices PRICES = Prices.shipped();

    /** Start-up, then 1000 pictures, packed by 100, everything in tens. */
    private static final Usage WHOLE =
            new Usage(
                    Map.of(
                            "s3.HeadBucket", 2L,
                            "s3.GetObject", 1000L,
                            "s3.PutObject", 10L,
                            "sqs.ReceiveMessage", 205L,
                            "sqs.SendMessageBatch", 100L,
                            "sqs.DeleteMessageBatch", 200L,
                            "dynamodb.PutItem", 1000L,
                            "dynamodb.UpdateItem", 1000L),
                    Map.of(ApiMeter.WRITE_UNITS, 2000.0));

    private static final Usage IDLE =
            new Usage(Map.of("s3.HeadBucket", 2L, "sqs.ReceiveMessage", 5L), Map.of());
    private static final Bill PACKED = new Bill(Mode.PACKED, WHOLE, WHOLE.since(IDLE), PRICES);

    @Test
    void whatNeedsNothingTwiceCostsTheFloor() {
        double floor = Mode.PACKED.floor(PRICES).total();
        assertThat(PACKED.cost().total()).isCloseTo(floor, within(1e-9));
        assertThat(PACKED.cost().lines()).noneMatch(line -> line.name().equals("s3.HeadBucket"));
        assertThat(PACKED.wholeRun()).isCloseTo(floor + (2 + 5) * 0.4 / 1000, within(1e-9));
        assertThat(PACKED.picturesPerPack()).isEqualTo(100);
        assertThat(PACKED.writeUnitsPerPicture()).isEqualTo(2);
    }

    @Test
    void theFloorIsUnderEachGoal() {
        assertThat(Mode.OBJECT.floor(PRICES).total()).isCloseTo(7.25, within(1e-9));
        assertThat(Mode.PACKED.floor(PRICES).total()).isCloseTo(2.30, within(1e-9));
        assertThat(Mode.COMPLETED_ONLY.floor(PRICES).total()).isCloseTo(1.675, within(1e-9));
    }

    @Test
    void resultsInTheUploadsBucketCostTheirEventsAndTheirReceivesAndDeletesInTens() {
        assertThat(PACKED.variants().get("resultsInUploadsBucket"))
                .isCloseTo(0.01 * (0.4 + 0.08), within(1e-9));
    }
}
