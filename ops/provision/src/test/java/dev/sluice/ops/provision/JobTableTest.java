package dev.sluice.ops.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.ops.local.LocalAws;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.Usage;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobTable;
import dev.sluice.shared.job.JobTable.Completion;
import dev.sluice.shared.job.JobTable.Dispatch;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** Every conditional write of RULES 4, evaluated by DynamoDB Local. */
class JobTableTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final Duration RETENTION = Duration.ofDays(365);
    private static final FailureReason REASON =
            new FailureReason("not-a-picture", "The file is not a picture.");
    private static final Completion COMPLETION =
            new Completion(
                    new ResultPlace.Whole("acme/result/a_result.json"),
                    "Neutral 50.0 %",
                    Map.of("class", "Neutral", "confidence", 0.5),
                    Map.of("materialType", "Graphene"));

    private static final ApiMeter METER = new ApiMeter();

    private static LocalAws aws;
    private static AwsClients clients;
    private static JobTable table;

    private final String customer = "c-" + UUID.randomUUID();
    private Job old;
    private Job newer;

    @BeforeAll
    static void start() {
        aws = LocalAws.start(LocalAws.Options.defaults());
        Settings settings = Settings.read(aws.environment());
        clients =
                AwsClients.open(
                        settings.aws(), new AwsClients.Load(32, 1, Duration.ofSeconds(60)), METER);
        new TableSetup(clients.dynamodb(), line -> {})
                .make(Topology.Table.ofRows(settings.table()));
        table = new JobTable(clients.dynamodb(), settings.table(), InstantSource.fixed(NOW));
    }

    @AfterAll
    static void stop() {
        clients.close();
        aws.close();
    }

    @BeforeEach
    void uploads() {
        old = job("acme/a.jpg", "0A", NOW);
        newer = job("acme/a.jpg", "0B", NOW.plusMillis(1));
    }

    private Job job(String key, String sequencer, Instant time) {
        return new Job(
                "cats",
                "1",
                customer,
                "a",
                "cats#a",
                "pictures",
                key,
                "etag",
                Optional.empty(),
                10,
                Generation.of(Optional.of(sequencer), time),
                time);
    }

    private Row row() {
        return table.read(old).orElseThrow();
    }

    /** Units since then, by name. */
    private static Map<String, Double> units(Usage before) {
        return METER.usage().since(before).units();
    }

    @Test
    void dynamoDbSaysHowManyUnitsAWriteAndAReadTake() {
        Usage before = METER.usage();
        table.pending(old, RETENTION);
        table.completed(old, COMPLETION, 1);
        assertThat(units(before).get(ApiMeter.WRITE_UNITS)).isEqualTo(2);

        before = METER.usage();
        row(); // consistently
        assertThat(units(before).get(ApiMeter.READ_UNITS)).isEqualTo(1);

        before = METER.usage();
        Completion large =
                new Completion(COMPLETION.result(), "", Map.of("text", "x".repeat(2000)), Map.of());
        table.pending(newer, RETENTION);
        table.completed(newer, large, 1);
        assertThat(units(before).get(ApiMeter.WRITE_UNITS)).isEqualTo(1 + 3); // started KB
    }

    /** An application's own attributes, before and beside ours. */
    private void applicationSets(String attribute, String value) {
        clients.dynamodb()
                .updateItem(
                        update ->
                                update.tableName("CustomerImages")
                                        .key(
                                                Map.of(
                                                        "customerID",
                                                                AttributeValue.fromS(customer),
                                                        "imageID", AttributeValue.fromS("cats#a")))
                                        .updateExpression("SET " + attribute + " = :v")
                                        .expressionAttributeValues(
                                                Map.of(":v", AttributeValue.fromS(value))));
    }

    @Test
    void rule4_whatApplicationsKeepInARowOutlivesEveryWriteOfOurs() {
        applicationSets("title", "My cat"); // before there is any upload
        List<Runnable> writes =
                List.of(
                        () -> table.pending(old, RETENTION),
                        () -> table.processing(old, 1),
                        () -> table.failed(old, REASON, 1),
                        () -> table.completed(old, COMPLETION, 2),
                        () -> table.pending(newer, RETENTION),
                        () ->
                                table.rejected(
                                        job("acme/a.jpg", "0C", NOW.plusMillis(2)),
                                        REASON,
                                        RETENTION),
                        () ->
                                table.completedOnly(
                                        job("acme/a.jpg", "0D", NOW.plusMillis(3)),
                                        COMPLETION,
                                        1,
                                        RETENTION),
                        () ->
                                table.failedOnly(
                                        job("acme/a.jpg", "0E", NOW.plusMillis(4)),
                                        REASON,
                                        1,
                                        RETENTION));
        for (Runnable write : writes) {
            Map<String, AttributeValue> before = Map.copyOf(row().item());
            write.run();
            assertThat(row().item()).as("was written").isNotEqualTo(before);
            assertThat(row().text("title")).contains("My cat");
        }
    }

    @Test
    void rule4_nothingOfOursStaysOfAnEarlierUpload() {
        table.pending(old, RETENTION);
        table.failed(old, REASON, 1);
        table.completed(
                old,
                new Completion(
                        new ResultPlace.InPack("pack", 1, 2),
                        "Neutral",
                        Map.of("class", "Neutral"),
                        Map.of("materialType", "Graphene", "thumbnailKey", "thumbnail")),
                2);

        table.pending(newer, RETENTION);

        assertThat(row().item().keySet())
                .containsExactlyInAnyOrder(
                        "customerID",
                        "imageID",
                        "type",
                        "pipeline",
                        "modelVersion",
                        "s3Key",
                        "eTag",
                        "imageSize",
                        "generation",
                        "eventTime",
                        "processingStatus",
                        "attempt",
                        "createdAt",
                        "updatedAt",
                        "expiresAt");
    }

    @Test
    void rule4_anUploadIsNewOnceThenAgainWhileItIsPendingThenNothing() {
        assertThat(table.pending(old, RETENTION)).isEqualTo(Dispatch.NEW);
        assertThat(table.pending(old, RETENTION)).isEqualTo(Dispatch.AGAIN);
        assertThat(table.completed(old, COMPLETION, 1)).isTrue();
        assertThat(table.pending(old, RETENTION)).isEqualTo(Dispatch.NOTHING);
        assertThat(row().status()).contains(Row.Status.COMPLETED);
    }

    @Test
    void rule4_aNewerUploadReplacesTheRowAndAnOlderEventNever() {
        table.pending(old, RETENTION);
        table.completed(old, COMPLETION, 1);

        assertThat(table.pending(newer, RETENTION)).isEqualTo(Dispatch.NEW);
        assertThat(table.pending(old, RETENTION)).isEqualTo(Dispatch.NOTHING);

        assertThat(row().generation()).contains(newer.generation());
        assertThat(row().status()).contains(Row.Status.PENDING);
        assertThat(row().text("resultKey")).isEmpty();
        assertThat(row().number("expiresAt")).contains(NOW.plus(RETENTION).getEpochSecond());
    }

    @Test
    void rule4_twoKeysThatReachOneRowAreOrderedByEventTimeNotBySequencer() {
        Job png = job("acme/a.png", "01", NOW.plusMillis(5)); // a smaller sequencer, but later
        table.pending(old, RETENTION);

        assertThat(table.pending(png, RETENTION)).isEqualTo(Dispatch.NEW);
        assertThat(table.pending(newer, RETENTION)).isEqualTo(Dispatch.NOTHING);
        assertThat(row().text("s3Key")).contains("acme/a.png");
    }

    @Test
    void rule4_anOvertakenUploadCanNeitherCompleteNorFail() {
        table.pending(old, RETENTION);
        table.pending(newer, RETENTION);

        assertThat(table.completed(old, COMPLETION, 1)).isFalse();
        assertThat(table.failed(old, REASON, 1)).isFalse();
        assertThat(table.processing(old, 1)).isFalse();
        assertThat(row().status()).contains(Row.Status.PENDING);
    }

    @Test
    void rule4_completedBeatsFailedAndNeverTheOtherWay() {
        table.pending(old, RETENTION);
        assertThat(table.failed(old, REASON, 1)).isTrue();
        assertThat(row().text("failureReason")).contains(REASON.toString());
        assertThat(row().text("failedShard")).isPresent();

        assertThat(table.completed(old, COMPLETION, 2)).isTrue();
        assertThat(table.failed(old, REASON, 3)).isFalse();

        assertThat(row().status()).contains(Row.Status.COMPLETED);
        assertThat(row().text("failureReason")).isEmpty();
        assertThat(row().text("failedShard")).as("left the index").isEmpty();
        assertThat(row().number("attempt")).contains(2L);
        assertThat(row().text("materialType")).contains("Graphene");
    }

    @Test
    void rule4_oneOfManyCompletionsWins() throws Exception {
        table.pending(old, RETENTION);
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Boolean> written =
                    threads
                            .invokeAll(
                                    IntStream.range(0, 16)
                                            .<java.util.concurrent.Callable<Boolean>>mapToObj(
                                                    i -> () -> table.completed(old, COMPLETION, i))
                                            .toList())
                            .stream()
                            .map(JobTableTest::get)
                            .toList();
            assertThat(written).containsOnlyOnce(true);
        }
    }

    private static boolean get(java.util.concurrent.Future<Boolean> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void rule4_processingIsForUnsettledUploadsOnly() {
        table.pending(old, RETENTION);

        assertThat(table.processing(old, 1)).isTrue();
        assertThat(table.processing(old, 2)).as("progress").isTrue();
        assertThat(table.pending(old, RETENTION)).isEqualTo(Dispatch.NOTHING);
        table.failed(old, REASON, 2);
        assertThat(table.processing(old, 3)).isFalse();
    }

    @Test
    void rule4_completedOnlyNeedsNoRowAndYieldsToNewerOnesOnly() {
        assertThat(table.completedOnly(newer, COMPLETION, 1, RETENTION)).isTrue();
        assertThat(table.completedOnly(newer, COMPLETION, 2, RETENTION)).isFalse();
        assertThat(table.completedOnly(old, COMPLETION, 1, RETENTION)).isFalse();
        assertThat(table.failedOnly(old, REASON, 1, RETENTION)).isFalse();
        assertThat(row().generation()).contains(newer.generation());
        assertThat(row().text("s3Key")).contains("acme/a.jpg");
        assertThat(row().number("expiresAt")).isPresent();

        Job newest = job("acme/a.jpg", "0C", NOW.plusMillis(9));
        assertThat(table.failedOnly(newest, REASON, 1, RETENTION)).isTrue();
        assertThat(table.completedOnly(newest, COMPLETION, 2, RETENTION)).isTrue();
        assertThat(row().text("failureReason")).isEmpty();
    }

    @Test
    void rule21_anInvalidIdsRowNeverTouchesAnotherKeysRow() {
        Job lookalike = job("acme/other.jpg", "0F", NOW.plusMillis(99));
        table.pending(old, RETENTION);

        assertThat(table.rejected(lookalike, REASON, RETENTION)).isEqualTo(Dispatch.NOTHING);
        assertThat(row().text("s3Key")).contains("acme/a.jpg");
        assertThat(table.rejected(newer, REASON, RETENTION)).isEqualTo(Dispatch.NEW);
        assertThat(row().status()).contains(Row.Status.FAILED);
    }

    @Test
    void rule21_aRefusedUploadsRowGivesWayToAnotherKeysWhateverTheirTimes() {
        Job heic = job("acme/a.heic", "0F", NOW.plusMillis(99));
        assertThat(table.rejected(heic, REASON, RETENTION)).isEqualTo(Dispatch.NEW);
        assertThat(row().newerThan(old)).isFalse();

        assertThat(table.pending(old, RETENTION)).isEqualTo(Dispatch.NEW);
        assertThat(row().text("failureReason")).isEmpty();
        assertThat(row().text("failedShard")).as("left the index").isEmpty();

        table.failed(old, REASON, 1); // a worker's failure stands
        Job earlier = job("acme/a.png", "0F", NOW.minusMillis(1));
        assertThat(table.pending(earlier, RETENTION)).isEqualTo(Dispatch.NOTHING);
    }

    @Test
    void rule21_aRefusedUploadsRowGivesWayWhereNoRowsArePending() {
        Job heic = job("acme/a.heic", "0F", NOW.plusMillis(99));
        table.rejected(heic, REASON, RETENTION);

        assertThat(table.completedOnly(old, COMPLETION, 1, RETENTION)).isTrue();
        assertThat(row().status()).contains(Row.Status.COMPLETED);
    }

    @Test
    void aCompletionMaySetOnlyWhatANewerUploadRemoves() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new Completion(
                                        COMPLETION.result(), "", Map.of(), Map.of("title", "x")));
    }

    @Test
    void aRowThatIsGoneIsNotBroughtBack() {
        assertThat(table.completed(old, COMPLETION, 1)).isFalse();
        assertThat(table.failed(old, REASON, 1)).isFalse();
        assertThat(table.read(old)).isEmpty();
    }
}
