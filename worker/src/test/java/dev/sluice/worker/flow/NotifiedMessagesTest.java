package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.notify.Notices;
import dev.sluice.shared.notify.Notification;
import dev.sluice.worker.fake.FakeSqs;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.fake.ToldQueue;
import dev.sluice.worker.flow.Tally.Event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Messages of a pipeline whose ends somebody wants to know (RULES 5). */
@Timeout(300)
class NotifiedMessagesTest extends OneLane {
    private static final String ID =
            Notification.completed(Jobs.job(), new ResultPlace.Whole("r"), Instant.EPOCH).id();
    private static final String COMPLETED = "tell completed " + ID;

    @Override
    Notices notices() {
        return ToldQueue.over(calls);
    }

    private List<String> afterTheResult() {
        return calls.all().subList(calls.all().indexOf("row completed"), calls.all().size());
    }

    private void rowSaysCompleted(Generation generation) {
        dynamodb.row.putAll(
                Map.of(
                        "s3Key", AttributeValue.fromS(Jobs.KEY),
                        "generation", AttributeValue.fromS(generation.value()),
                        "processingStatus", AttributeValue.fromS("completed"),
                        "resultKey", AttributeValue.fromS("acme/result/tom_result.json"),
                        "updatedAt", AttributeValue.fromN("9")));
    }

    @Test
    void rule5_aResultIsToldBetweenRowAndDelete() throws InterruptedException {
        receive(first());
        finish();

        assertThat(afterTheResult()).containsExactly("row completed", COMPLETED, "delete r1");
        assertThat(tally.of(Event.COMPLETED)).isOne();
    }

    @Test
    void rule5_aFailureIsToldBetweenRowAndDelete() throws InterruptedException {
        s3.uploads.put(Jobs.KEY, new byte[] {1, 2, 3});

        receive(first());
        finish();

        assertThat(calls.all()).endsWith("row failed", "tell failed " + ID, "delete r1");
    }

    @Test
    void rule5_aRepeatWhoseRowIsCompletedIsToldAgainUnderTheSameIdAndDeleted()
            throws InterruptedException {
        rowSaysCompleted(Jobs.GENERATION);

        receive(repeat(2));
        finish();

        assertThat(calls.all()).containsExactly("read row", COMPLETED, "delete r1");
        assertThat(tally.of(Event.SUPERSEDED)).isOne();
    }

    @Test
    void rule5_aDuplicateThatFindsItsRowCompletedIsToldAgain() throws InterruptedException {
        dynamodb.settled = true;
        rowSaysCompleted(Jobs.GENERATION);

        receive(first());
        finish();

        assertThat(afterTheResult())
                .containsExactly("row completed", "read row", COMPLETED, "delete r1");
        assertThat(tally.of(Event.DUPLICATE)).isOne();
    }

    @Test
    void rule5_ofAJobWhoseRowTellsOfANewerUploadNothingIsTold() throws InterruptedException {
        dynamodb.settled = true;
        rowSaysCompleted(Jobs.NEWER);

        receive(first());
        receive(FakeSqs.message(2, 2, BODY));
        finish();

        assertThat(calls.starting("tell")).isEmpty();
        assertThat(calls.starting("delete")).isNotEmpty();
    }

    @Test
    void aJobIsSettledWhetherItsNotificationGoesOutOrNot() throws InterruptedException {
        calls.fail("tell", QueueDoesNotExistException.builder().message("deleted").build());

        receive(first());
        finish();

        assertThat(afterTheResult()).containsExactly("row completed", COMPLETED, "delete r1");
        assertThat(tally.of(Event.COMPLETED)).isOne();
    }

    @Test
    void rule8_nothingIsToldOnceTheLeaseIsOver() throws InterruptedException {
        calls.on("row completed", () -> ticker.advance(Duration.ofSeconds(60)));

        receive(first());
        finish();

        assertThat(afterTheResult()).containsExactly("row completed");
    }
}
