package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.aws.ObjectStore.StoreUnavailable;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.job.rows.JobTable.TableUnavailable;
import dev.sluice.shared.time.Backoff;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.fake.Calls;
import dev.sluice.worker.fake.FakeDynamoDb;
import dev.sluice.worker.fake.FakeS3;
import dev.sluice.worker.fake.FakeSqs;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.fake.SettableTicker;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.intake.Leases;
import dev.sluice.worker.life.Lifecycle;
import dev.sluice.worker.model.ModelFailure;
import dev.sluice.worker.model.TestBatchers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;

/** Up to three attempts. */
class JudgeTest {
    /** What a job may throw. */
    enum Thrown {
        STORE_UNAVAILABLE,
        TABLE_UNAVAILABLE,
        MODEL_FAILURE,
        MODEL_BROKEN,
        INTERRUPTED,
        LEASE_LOST,
        BUG
    }

    private static final Upload UPLOAD = new Upload(Jobs.job(), Jobs.IDS);
    private static final Backoff PAUSE =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, new Random(1));
    private static final Backoff SICK =
            new Backoff(Duration.ofMinutes(1), Duration.ofHours(1), 1, new Random(1));

    private final Calls calls = new Calls();
    private final SettableTicker ticker = new SettableTicker();
    private final Leases leases =
            new Leases(new FakeSqs(calls).queue(), Duration.ofSeconds(60), ticker);
    private final Lifecycle worker =
            new Lifecycle(_ -> {}, Duration.ofSeconds(25), Ticker.system());

    private Judge judge() {
        return judge(false);
    }

    private Judge judge(boolean sickModel) {
        return new Judge(
                Jobs.pipeline(),
                new Judge.Health(() -> sickModel, worker::broken),
                new Patience(PAUSE, PAUSE, SICK),
                worker);
    }

    private Lease lease(int receiveCount) {
        return leases.hold(FakeSqs.message(1, receiveCount, "body"), ticker.nanos());
    }

    /** Exceptions as their makers throw them. */
    private Exception exception(Thrown thrown) {
        return switch (thrown) {
            case STORE_UNAVAILABLE -> {
                calls.fail("get", FakeS3.status(503));
                yield org.assertj.core.api.Assertions.catchThrowableOfType(
                        StoreUnavailable.class,
                        () -> new ObjectStore(new FakeS3(calls)).fetch(Jobs.job(), 1, 1));
            }
            case TABLE_UNAVAILABLE -> {
                calls.fail("read", DynamoDbException.builder().message("throttled").build());
                yield org.assertj.core.api.Assertions.catchThrowableOfType(
                        TableUnavailable.class,
                        () ->
                                new JobTable(
                                                new FakeDynamoDb(calls),
                                                "Rows",
                                                InstantSource.system())
                                        .read(Jobs.job()));
            }
            case MODEL_FAILURE -> new ModelFailure("bad input", new IllegalStateException());
            case MODEL_BROKEN -> TestBatchers.broken();
            case INTERRUPTED -> new InterruptedException();
            case LEASE_LOST -> {
                Lease over = lease(1);
                ticker.advance(Duration.ofSeconds(60));
                yield org.assertj.core.api.Assertions.catchThrowableOfType(
                        Lease.LeaseLost.class, over::check);
            }
            case BUG -> new IllegalStateException("scores are not numbers");
        };
    }

    private static ModelFailure unproven() {
        return new ModelFailure("bad input", new IllegalStateException(), false);
    }

    private static String written(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Lost lost -> "nothing";
            case Outcome.Retry(Duration after, String why) ->
                    after.isZero()
                            ? "at once"
                            : after.compareTo(Duration.ofMinutes(1)) < 0 ? "later" : "much later";
            case Outcome.Reject(var reason) -> reason.code();
            case Outcome.Done done -> "done";
            case Outcome.Forgotten forgotten -> "forgotten";
            case Outcome.Superseded superseded -> "nothing to do";
            case Outcome.CompletedBefore before -> "nothing to do";
            case Outcome.HandedOver over -> "handed over";
            case Outcome.Ended ended -> "nothing to do";
        };
    }

    @ParameterizedTest
    @CsvSource({
        // the world out of reach: as long as the queue allows
        "STORE_UNAVAILABLE, 1, later",
        "STORE_UNAVAILABLE, 3, later",
        "STORE_UNAVAILABLE, 9, later",
        "TABLE_UNAVAILABLE, 1, later",
        "TABLE_UNAVAILABLE, 9, later",
        // the task fails: its attempts
        "MODEL_FAILURE, 1, later",
        "MODEL_FAILURE, 2, later",
        "MODEL_FAILURE, 3, attempts-exhausted",
        "MODEL_FAILURE, 9, attempts-exhausted",
        "BUG, 2, later",
        "BUG, 3, internal",
        // nobody's fault
        "MODEL_BROKEN, 1, much later",
        "MODEL_BROKEN, 9, much later",
        "INTERRUPTED, 1, at once",
        "INTERRUPTED, 9, at once",
        "LEASE_LOST, 1, nothing",
        "LEASE_LOST, 9, nothing"
    })
    void rule10_whatAnExceptionMeansDependsOnWhoseFaultItIs(
            Thrown thrown, int receiveCount, String outcome) {
        Exception e = exception(thrown);
        Lease lease = lease(receiveCount);

        assertThat(written(judge().of(e, UPLOAD, lease))).isEqualTo(outcome);
        assertThat(worker.wasBroken()).isFalse();
    }

    @Test
    void rule10_callsToS3OrDynamoDbThatTakeLongAreNotThePicturesFault() {
        Lease lease = lease(9);
        lease.work().start(Duration.ofSeconds(30));
        try (Lease.Calls _ = lease.calls()) {
            seconds(599);
            assertThat(lease.ending()).isEmpty();

            seconds(1);
        }
        assertThat(lease.ending()).contains(Lease.Ending.OUT_OF_REACH);
        assertThat(written(judge().of(new InterruptedException(), UPLOAD, lease)))
                .isEqualTo("later");
    }

    /** The lease is kept all along. */
    private void seconds(int count) {
        for (int i = 0; i < count; i++) {
            ticker.advance(Duration.ofSeconds(1));
            leases.tick();
        }
    }

    @Test
    void rule12_waitingDoesNotCountAsWork() {
        Lease lease = lease(1);
        lease.work().start(Duration.ofSeconds(30));
        ticker.advance(Duration.ofSeconds(29));
        lease.work().stop();
        ticker.advance(Duration.ofSeconds(10));
        leases.tick();
        lease.work().go();
        leases.tick();
        assertThat(lease.ending()).isEmpty();

        ticker.advance(Duration.ofSeconds(1));
        leases.tick();
        assertThat(lease.ending()).contains(Lease.Ending.TIMED_OUT);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, true", "9, true"})
    void rule10_aTimeOutIsTheTasksFailure(int receiveCount, boolean last) {
        Lease lease = lease(receiveCount);
        lease.work().start(Duration.ofSeconds(30));
        ticker.advance(Duration.ofSeconds(30));
        leases.tick();

        Outcome outcome = judge().of(new InterruptedException(), UPLOAD, lease);

        if (last) {
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Reject.class,
                            reject ->
                                    assertThat(reject.reason().toString())
                                            .startsWith("timeout: ")
                                            .contains("30 s", receiveCount + " times"));
        } else {
            assertThat(outcome).isInstanceOf(Outcome.Retry.class);
        }
    }

    @Test
    void rule08_aLostLeaseSettlesNothingWhateverWasThrown() {
        for (Thrown thrown : Thrown.values()) {
            Exception e = exception(thrown);
            Lease lease = lease(9);
            calls.fail("hide", FakeS3.status(503));
            ticker.advance(Duration.ofSeconds(60));
            leases.tick();

            assertThat(judge().of(e, UPLOAD, lease))
                    .as(thrown.name())
                    .isEqualTo(new Outcome.Lost());
        }
    }

    @Test
    void rule23_aJobThatIsCutShortIsGivenBackAtOnce() {
        for (Thrown thrown : Thrown.values()) {
            Exception e = exception(thrown);
            Lease lease = lease(9);
            leases.cutShort();

            assertThat(judge().of(e, UPLOAD, lease))
                    .as(thrown.name())
                    .isEqualTo(new Outcome.Retry(Duration.ZERO, "the worker stops"));
        }
    }

    @Test
    void rule14_whatASickWorkerGivesBackIsHiddenForLong() {
        Judge judge = judge(true);
        Lease first = lease(1);
        Lease fifth = lease(5);
        leases.cutShort();

        assertThat(judge.of(new InterruptedException(), UPLOAD, first))
                .isEqualTo(new Outcome.Retry(Duration.ofMinutes(1), "the model is broken"));
        assertThat(judge.of(new InterruptedException(), UPLOAD, fifth))
                .isEqualTo(new Outcome.Retry(Duration.ofMinutes(16), "the model is broken"));
    }

    @Test
    void aWorkerThatIsOutOfMemoryStopsAndBlamesNobody() {
        Outcome outcome = judge().of(new OutOfMemoryError("direct"), UPLOAD, lease(9));

        assertThat(written(outcome)).isEqualTo("much later");
        assertThat(worker.state()).isEqualTo(new Lifecycle.State.Broken("out of memory: direct"));
    }

    @Test
    void rule10_anErrorOfATaskIsABugLikeAnyOther() {
        assertThat(written(judge().of(new StackOverflowError(), UPLOAD, lease(2))))
                .isEqualTo("later");
        assertThat(written(judge().of(new StackOverflowError(), UPLOAD, lease(3))))
                .isEqualTo("internal");
    }

    @ParameterizedTest
    @CsvSource({"true, 1, later", "true, 3, timeout", "false, 1, later", "false, 9, later"})
    void rule10_aRunThatTookTooLongInCompanyIsNobodysFault(
            boolean alone, int receiveCount, String outcome) {
        Exception e = TestBatchers.tooLong(alone);

        assertThat(written(judge().of(e, UPLOAD, lease(receiveCount)))).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"1, later", "2, later", "3, superseded"})
    void rule02_aNewerUploadThatNoRowTellsOfIsWaitedForAndThenTold(
            int receiveCount, String outcome) {
        Outcome what = judge().of(new Overtaken("newer"), UPLOAD, lease(receiveCount));

        assertThat(written(what)).isEqualTo(outcome);
    }

    @Test
    void rule14_aModelThatHasNeverWorkedMarksNoPictureFailed() {
        Outcome outcome = judge().of(unproven(), UPLOAD, lease(3));

        assertThat(written(outcome)).isEqualTo("much later");
        assertThat(worker.state())
                .isEqualTo(
                        new Lifecycle.State.Broken(
                                "model cats has failed on every input since it was loaded: bad"
                                        + " input"));
    }

    @Test
    void rule14_beforeTheLastAttemptAModelThatHasNeverWorkedMayStillBeFine() {
        assertThat(judge().of(unproven(), UPLOAD, lease(2))).isInstanceOf(Outcome.Retry.class);
        assertThat(worker.wasBroken()).isFalse();
    }

    @Test
    void rule04_whatIsGoneIsForgottenHoweverLongThatTakes() {
        Upload gone = new Upload(Jobs.removed(), Jobs.IDS);

        assertThat(written(judge().of(exception(Thrown.BUG), gone, lease(9)))).isEqualTo("later");
        assertThat(written(judge().of(exception(Thrown.MODEL_FAILURE), gone, lease(9))))
                .isEqualTo("later");
    }
}
