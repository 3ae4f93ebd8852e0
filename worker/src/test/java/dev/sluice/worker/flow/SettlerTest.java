package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.aws.ObjectStore.StoreUnavailable;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.rows.FinalRows;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.job.rows.JobTable.TableUnavailable;
import dev.sluice.shared.job.rows.RowGroups;
import dev.sluice.shared.metrics.Meters;
import dev.sluice.shared.notify.Notices;
import dev.sluice.worker.fake.Calls;
import dev.sluice.worker.fake.FakeDynamoDb;
import dev.sluice.worker.fake.FakeS3;
import dev.sluice.worker.fake.FakeSqs;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.fake.SettableTicker;
import dev.sluice.worker.flow.Tally.Event;
import dev.sluice.worker.intake.Hold;
import dev.sluice.worker.intake.Intake;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.intake.Lease.LeaseLost;
import dev.sluice.worker.intake.Leases;
import dev.sluice.worker.intake.Permits;
import dev.sluice.worker.intake.Upstream;
import dev.sluice.worker.output.Artifact;
import dev.sluice.worker.output.Milliseconds;
import dev.sluice.worker.output.OwnObjects;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.output.ResultWriter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

@Timeout(300)
class SettlerTest {
    private static final String JSON = "put acme/result/tom_result.json";
    private static final String PICTURE = "put acme/result/tom_result.jpg";
    private static final String THUMBNAIL = "put acme/result/tom_thumbnail.jpg";
    private static final Milliseconds TIMES =
            new Milliseconds(
                    Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    private static final Outcome DONE =
            new Outcome.Done(
                    new Result(
                            "a cat",
                            Map.of("method", "test"),
                            Map.of("class", "cat"),
                            Map.of(),
                            List.of(
                                    new Artifact("result.jpg", "image/jpeg", new byte[] {1}),
                                    new Artifact("thumbnail.jpg", "image/jpeg", new byte[] {2}),
                                    new Artifact("mask.png", "image/png", new byte[] {3}))),
                    TIMES);
    private static final Upload UPLOAD = new Upload(Jobs.job(), Jobs.IDS);
    private static final Outcome REJECT =
            new Outcome.Reject(new FailureReason("not-a-picture", "It is none."));

    private final Calls calls = new Calls();
    private final FakeSqs sqs = new FakeSqs(calls);
    private final FakeS3 s3 = new FakeS3(calls);
    private final FakeDynamoDb dynamodb = new FakeDynamoDb(calls);
    private final SettableTicker ticker = new SettableTicker();
    private final Leases leases = new Leases(sqs.queue(), Duration.ofSeconds(60), ticker);
    private final Deletes deletes = new Deletes(Thread.ofPlatform(), sqs.queue());
    private final Tally tally = new Tally(new Meters());
    private final FinalRows rows =
            new FinalRows(
                    new JobTable(dynamodb, "Rows", InstantSource.fixed(Instant.EPOCH)),
                    Jobs.pipeline());
    private final Settler settler =
            new Settler(
                    new Settlement.OfWhole(
                            new ResultWriter(
                                    new ObjectStore(s3),
                                    "results",
                                    Jobs.pipeline(),
                                    new OwnObjects(
                                            new ObjectStore(s3),
                                            "results",
                                            Jobs.pipeline().output().json())),
                            new RowGroups(rows, () -> true, Duration.ZERO, ticker)),
                    new Announcer(rows, Notices.none(), InstantSource.fixed(Instant.EPOCH)),
                    new Returns(
                            Jobs.pipeline(),
                            sqs.queue(),
                            Patience.with(new SplittableRandom(1)),
                            InstantSource.fixed(Instant.EPOCH)),
                    deletes,
                    tally.jobs("pictures"));
    private final Intake intake = new Intake(new Permits(8), leases, new Upstream());
    private final Hold hold = intake.hold(FakeSqs.message(1, 2, "body"), ticker.nanos());
    private final Lease lease = hold.lease();

    @BeforeEach
    void start() {
        deletes.start();
    }

    @AfterEach
    void close() throws Exception {
        deletes.close(Duration.ofSeconds(10));
    }

    private boolean settle(Outcome outcome) throws Exception {
        return settler.settle(UPLOAD, hold, outcome);
    }

    @Test
    void aResultIsSettledPictureFirstThenDocumentThenRowThenMessage() throws Exception {
        settle(DONE);

        assertThat(calls.all())
                .containsExactly(PICTURE, THUMBNAIL, JSON, "row completed", "delete r1");
        assertThat(dynamodb.text("resultKey")).contains("acme/result/tom_result.json");
        assertThat(dynamodb.text("thumbnailKey")).contains("acme/result/tom_thumbnail.jpg");
        assertThat(dynamodb.written.get("attempt").n()).isEqualTo("2");
        assertThat(dynamodb.written.get("metadata").m().get("class").s()).isEqualTo("cat");
        assertThat(tally.of(Event.COMPLETED)).isOne();
        assertThat(leases.size()).isZero();
    }

    @Test
    void aRejectionIsSettledRowThenMessage() throws Exception {
        settle(REJECT);

        assertThat(calls.all()).containsExactly("row failed", "delete r1");
        assertThat(dynamodb.text("failureReason")).contains("not-a-picture: It is none.");
        assertThat(tally.of(Event.REJECTED)).isOne();
    }

    @Test
    void rule02_aSupersededJobWritesNothing() throws Exception {
        boolean completed = settle(new Outcome.Superseded("newer"));

        assertThat(completed).isFalse();
        assertThat(calls.all()).containsExactly("delete r1");
        assertThat(tally.of(Event.SUPERSEDED)).isOne();
    }

    @Test
    void rule03_whereANewerResultStandsAndANewerRowTheRowIsLeftAlone() throws Exception {
        String newer = Generation.of(Optional.of("AC"), Instant.ofEpochMilli(9)).value();
        s3.results.put("acme/result/tom_result.jpg", newer);
        dynamodb.row.putAll(
                Map.of(
                        "s3Key", AttributeValue.fromS(Jobs.KEY),
                        "generation", AttributeValue.fromS(newer)));

        boolean completed = settle(DONE);

        assertThat(completed).as("its time is not measured").isFalse();
        assertThat(calls.all())
                .containsExactly(
                        PICTURE, "head acme/result/tom_result.jpg", "read row", "delete r1");
        assertThat(tally.of(Event.SUPERSEDED)).isOne();
    }

    @Test
    void rule02_aNewerResultAloneDoesNotSayThatSomebodyNewerWillAnswer() {
        s3.results.put(
                "acme/result/tom_result.jpg",
                Generation.of(Optional.of("AC"), Instant.ofEpochMilli(9)).value());

        assertThatExceptionOfType(Overtaken.class).isThrownBy(() -> settle(DONE));

        assertThat(calls.starting("delete")).isEmpty();
        assertThat(calls.starting("row")).isEmpty();
    }

    @Test
    void rule05_aDuplicateEndsInTheSameStateAndIsCounted() throws Exception {
        boolean first = settle(DONE);
        dynamodb.settled = true;
        Hold again = intake.hold(FakeSqs.message(2, 2, "body"), ticker.nanos());

        boolean second = settler.settle(UPLOAD, again, DONE);

        assertThat(first).isTrue();
        assertThat(second).as("its time is not measured").isFalse();
        assertThat(tally.of(Event.COMPLETED)).isOne();
        assertThat(tally.of(Event.DUPLICATE)).isOne();
        assertThat(calls.all()).last().isEqualTo("delete r2");
        assertThat(s3.results.values()).containsOnly(Jobs.GENERATION.value());
    }

    @Test
    void rule09_aRetryLeavesTheLeasesAndIsHiddenForItsPause() throws Exception {
        settle(new Outcome.Retry(Duration.ofSeconds(7), "S3 sleeps"));

        assertThat(calls.all()).containsExactly("hide 7 r1");
        assertThat(leases.size()).isZero();
        assertThat(tally.of(Event.RETRIED)).isOne();
    }

    @Test
    void rule09_aDeleteThatIsNotConfirmedIsCounted() throws Exception {
        sqs.refuse("r1");

        settle(DONE);

        assertThat(tally.of(Event.COMPLETED)).isOne();
        assertThat(tally.of(Event.MAY_COME_BACK)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {PICTURE, THUMBNAIL, JSON})
    void aResultThatIsNotWrittenLeavesRowAndMessageAlone(String failing) {
        calls.fail(failing, FakeS3.status(503));

        assertThatExceptionOfType(StoreUnavailable.class).isThrownBy(() -> settle(DONE));

        assertThat(calls.all()).last().isEqualTo(failing);
        assertThat(tally.toString()).isEqualTo("no messages");
    }

    @Test
    void aRowThatIsNotWrittenLeavesTheMessageAlone() {
        calls.fail("row", DynamoDbException.builder().message("throttled").build());

        for (Outcome outcome : List.of(DONE, REJECT)) {
            assertThatExceptionOfType(TableUnavailable.class).isThrownBy(() -> settle(outcome));
        }
        assertThat(calls.starting("delete")).isEmpty();
        assertThat(leases.size()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {PICTURE, THUMBNAIL, JSON, "row completed"})
    void rule08_nothingIsCalledOnceTheLeaseIsOver(String last) {
        calls.on(last, () -> ticker.advance(Duration.ofSeconds(60)));

        assertThatExceptionOfType(LeaseLost.class).isThrownBy(() -> settle(DONE));

        assertThat(calls.all()).last().isEqualTo(last);
    }

    @Test
    void rule08_aLeaseThatIsOverBeforeSettlingCallsNothing() throws Exception {
        ticker.advance(Duration.ofSeconds(60));

        for (Outcome outcome :
                List.of(
                        DONE,
                        REJECT,
                        new Outcome.Superseded("newer"),
                        new Outcome.Retry(Duration.ZERO, "whatever"))) {
            assertThatExceptionOfType(LeaseLost.class).isThrownBy(() -> settle(outcome));
        }

        assertThat(calls.all()).isEmpty();
    }
}
