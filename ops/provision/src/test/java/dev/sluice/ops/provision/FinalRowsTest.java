package dev.sluice.ops.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.Usage;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.Completion;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** What ends an upload, its conditions evaluated by DynamoDB Local. */
class FinalRowsTest {
    private final OneRow rows = new OneRow();

    private void pending(Job job) {
        rows.dispatch.pending(job, OneRow.ALL);
    }

    @Test
    void rule4_anOvertakenUploadCanNeitherCompleteNorFail() {
        pending(rows.old);
        pending(rows.newer);

        assertThat(rows.last.completed(rows.old, OneRow.COMPLETION, 1)).isFalse();
        assertThat(rows.last.failed(rows.old, OneRow.REASON, 1)).isFalse();
        assertThat(rows.last.newerThan(rows.old)).isTrue();
        assertThat(rows.read().status()).contains(Row.Status.PENDING);
    }

    @Test
    void rule4_completedBeatsFailedAndNeverTheOtherWay() {
        pending(rows.old);
        assertThat(rows.last.failed(rows.old, OneRow.REASON, 1)).isTrue();
        assertThat(rows.read().text("failureReason")).contains(OneRow.REASON.toString());
        assertThat(rows.read().text("failedShard")).isPresent();

        assertThat(rows.last.completed(rows.old, OneRow.COMPLETION, 2)).isTrue();
        assertThat(rows.last.failed(rows.old, OneRow.REASON, 3)).isFalse();

        assertThat(rows.read().status()).contains(Row.Status.COMPLETED);
        assertThat(rows.read().text("failureReason")).isEmpty();
        assertThat(rows.read().text("failedShard")).as("left the index").isEmpty();
        assertThat(rows.read().number("attempt")).contains(2L);
        assertThat(rows.read().headline()).contains("neutral 50.0 %");
        assertThat(rows.read().text("materialType")).contains("Graphene");
    }

    @Test
    void rule4_oneOfManyCompletionsWins() throws Exception {
        pending(rows.old);
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            assertThat(
                            threads
                                    .invokeAll(
                                            IntStream.range(0, 16)
                                                    .<Callable<Boolean>>mapToObj(
                                                            i ->
                                                                    () ->
                                                                            rows.last.completed(
                                                                                    rows.old,
                                                                                    OneRow
                                                                                            .COMPLETION,
                                                                                    i))
                                                    .toList())
                                    .stream()
                                    .map(Future::resultNow)
                                    .toList())
                    .containsOnlyOnce(true);
        }
    }

    @Test
    void rule4_completedOnlyNeedsNoRowAndYieldsToNewerOnesOnly() {
        assertThat(rows.only.completed(rows.newer, OneRow.COMPLETION, 1)).isTrue();
        assertThat(rows.only.completed(rows.newer, OneRow.COMPLETION, 2)).isFalse();
        assertThat(rows.only.completed(rows.old, OneRow.COMPLETION, 1)).isFalse();
        assertThat(rows.only.failed(rows.old, OneRow.REASON, 1)).isFalse();
        assertThat(rows.read().generation()).contains(rows.newer.generation());
        assertThat(rows.read().text("s3Key")).contains("acme/a.jpg");
        assertThat(rows.read().number("expiresAt")).isPresent();

        Job newest = rows.job("acme/a.jpg", "0C", OneRow.NOW.plusMillis(9));
        assertThat(rows.only.failed(newest, OneRow.REASON, 1)).isTrue();
        assertThat(rows.read().headline()).as("of the upload before").isEmpty();
        assertThat(rows.only.completed(newest, OneRow.COMPLETION, 2)).isTrue();
        assertThat(rows.read().text("failureReason")).isEmpty();
    }

    @Test
    void rule4_aRowThatIsGoneIsNotBroughtBack() {
        assertThat(rows.last.completed(rows.old, OneRow.COMPLETION, 1)).isFalse();
        assertThat(rows.last.failed(rows.old, OneRow.REASON, 1)).isFalse();
        assertThat(rows.readIfThere()).isEmpty();
    }

    /** A word of DynamoDB's, such as status, is an attribute like any other. */
    @Test
    void rule4_aPipelinesOwnAttributeLeavesWithItsUpload() {
        pending(rows.old);
        rows.last.completed(
                rows.old,
                new Completion(
                        new ResultPlace.InPack("pack", 1, 2),
                        "",
                        Map.of(),
                        Map.of("status", "SUCCEEDED", "thumbnailKey", "t")),
                1);
        assertThat(rows.read().text("status")).contains("SUCCEEDED");

        pending(rows.newer);

        assertThat(rows.read().item())
                .doesNotContainKeys("status", "thumbnailKey", "resultOffset", "headline");
    }

    @Test
    void dynamoDbSaysHowManyUnitsAWriteAndAReadTake() {
        ApiMeter meter = new ApiMeter();
        OneRow counted = OneRow.counted(meter);
        counted.dispatch.pending(counted.old, OneRow.ALL);
        counted.last.completed(counted.old, OneRow.COMPLETION, 1);
        assertThat(meter.usage().units().get(ApiMeter.WRITE_UNITS)).isEqualTo(2);

        counted.read(); // consistently
        assertThat(meter.usage().units().get(ApiMeter.READ_UNITS)).isEqualTo(1);

        Usage before = meter.usage();
        Completion large =
                new Completion(
                        OneRow.COMPLETION.result(), "", Map.of("text", "x".repeat(2000)), Map.of());
        counted.dispatch.pending(counted.newer, OneRow.ALL);
        counted.last.completed(counted.newer, large, 1);
        assertThat(meter.usage().since(before).units().get(ApiMeter.WRITE_UNITS))
                .isEqualTo(1 + 3); // started KB
    }
}
