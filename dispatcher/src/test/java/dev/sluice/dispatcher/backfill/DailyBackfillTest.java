package dev.sluice.dispatcher.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dispatcher.requeue.JobSender;
import dev.sluice.dispatcher.requeue.Manner;
import dev.sluice.dispatcher.requeue.Requeue;
import dev.sluice.dispatcher.requeue.Rest;
import dev.sluice.shared.aws.StandingResults;
import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Who runs the daily backfill, and how it ends. */
class DailyBackfillTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir private Path repository;
    private final FakeTurn turn = new FakeTurn();
    private final FakeListing listing = new FakeListing();

    /** One row for all. */
    private static final class FakeTurn implements Turn {
        private boolean due = true;
        private int keeps = Integer.MAX_VALUE;
        private String position = Listing.START;
        private final List<String> calls = new ArrayList<>();

        @Override
        public String position() {
            return position;
        }

        @Override
        public void reached(String to) {
            position = to;
        }

        @Override
        public boolean take(Duration every) {
            calls.add("take " + every);
            return due;
        }

        @Override
        public boolean keep() {
            return keeps-- > 0;
        }

        @Override
        public void finish() {
            position = Listing.START;
            calls.add("finish");
        }

        @Override
        public void release() {
            calls.add("release");
        }

        @Override
        public void release(Duration pause) {
            calls.add("release " + pause);
        }
    }

    /** Three pages of what is no upload, unless it is said otherwise. */
    private static final class FakeListing implements Listing {
        private int pages;
        private String unreachable = "";
        private List<Listed> onB = List.of();

        @Override
        public Stream<Page> after(String position) {
            return Stream.of("a", "b", "c")
                    .filter(key -> key.compareTo(position) > 0)
                    .map(
                            key -> {
                                if (key.equals(unreachable)) {
                                    throw new IllegalStateException("S3 is out of reach");
                                }
                                pages++;
                                return new Page(key.equals("b") ? onB : List.of(), key);
                            });
        }

        @Override
        public Optional<Listed> asItIs(Listed object) {
            return Optional.of(object);
        }

        @Override
        public String name() {
            return "s3://nowhere/";
        }
    }

    @BeforeEach
    void onePipeline() throws IOException {
        Files.writeString(
                Files.createDirectory(repository.resolve("scans")).resolve("pipeline.yaml"),
                """
                name: scans
                match: "{customerID}/scans/{imageID}.jpg"
                row: "{imageID}"
                task: classify
                output: {name: "{customerID}/result/{imageID}"}
                """);
    }

    private DailyBackfill daily() {
        return new DailyBackfill(
                DAY,
                turn,
                new DailyBackfill.Work(this::backfill, listing, () -> Duration.ofHours(1)),
                new Random(1));
    }

    private Backfill backfill(Rest rest) {
        WorkQueue queue = new WorkQueue(new NoSqs(), new NoSqs(), "nowhere");
        JobSender nowhere =
                new JobSender() {
                    @Override
                    public Map<Job, String> send(List<Job> jobs) {
                        return Map.of();
                    }

                    @Override
                    public long waiting(String pipeline) {
                        return queue.waiting();
                    }

                    @Override
                    public boolean begun(Job job) {
                        return false;
                    }

                    @Override
                    public boolean paused(String pipeline) {
                        return false;
                    }
                };
        InstantSource clock = InstantSource.system();
        return new Backfill(
                Pipelines.read(repository, List.of()),
                new Backfill.Stores(
                        new JobTable(new NoDynamoDb(), "none", clock),
                        new StandingResults(new NoS3(), "none")),
                "none",
                new Requeue(nowhere, Manner.daily(), rest),
                clock);
    }

    /** There is no row, and no result. */
    private record NoDynamoDb() implements DynamoDbClient {
        @Override
        public GetItemResponse getItem(GetItemRequest get) {
            return GetItemResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "dynamodb";
        }

        @Override
        public void close() {}
    }

    private record NoS3() implements S3Client {
        @Override
        public HeadObjectResponse headObject(HeadObjectRequest head) {
            throw S3Exception.builder().statusCode(404).build();
        }

        @Override
        public String serviceName() {
            return "s3";
        }

        @Override
        public void close() {}
    }

    /** Nobody has made its queue. */
    private record NoSqs() implements SqsClient {
        @Override
        public GetQueueAttributesResponse getQueueAttributes(GetQueueAttributesRequest get) {
            throw QueueDoesNotExistException.builder().message("there is no such queue").build();
        }

        @Override
        public String serviceName() {
            return "sqs";
        }

        @Override
        public void close() {}
    }

    @Test
    void rule6_whatIsLeftIsLookedAtAgainFromThereAtTheNextLook() throws Exception {
        Instant yesterday = Instant.now().minus(DAY);
        listing.onB = List.of(new Listed("acme/scans/one.jpg", "e", 3, yesterday));
        DailyBackfill daily = daily();

        assertThat(daily.look()).isFalse();

        assertThat(listing.pages).as("it went on to the end").isEqualTo(3);
        assertThat(turn.calls).containsExactly("take PT24H", "release PT1H");
        assertThat(turn.position).isEqualTo("a");
        listing.onB = List.of(); // it is gone
        assertThat(daily.look()).isTrue();
        assertThat(listing.pages).isEqualTo(5);
    }

    @Test
    void rule6_whatIsLeftAgainKeepsNothingBeforeItFromBeingLookedAt() throws Exception {
        Instant yesterday = Instant.now().minus(DAY);
        listing.onB = List.of(new Listed("acme/scans/one.jpg", "e", 3, yesterday));
        DailyBackfill daily = daily();
        assertThat(daily.look()).isFalse();

        assertThat(daily.look()).as("left again").isFalse();

        assertThat(listing.pages).as("from the leftover on").isEqualTo(3 + 2);
        assertThat(turn.calls)
                .containsExactly("take PT24H", "release PT1H", "take PT24H", "release PT1H");
        assertThat(turn.position).isEqualTo(Listing.START);
        assertThat(daily.look()).isFalse();
        assertThat(listing.pages).as("from the start again").isEqualTo(3 + 2 + 3);
        assertThat(turn.position).isEqualTo("a");
    }

    @Test
    void rule6_itRunsWhenItIsDueAndSaysThatItIsDone() throws Exception {
        assertThat(daily().look()).isTrue();

        assertThat(listing.pages).isEqualTo(3);
        assertThat(turn.calls).containsExactly("take PT24H", "finish");
    }

    @Test
    void rule6_whereItIsAnothersTurnNothingIsLookedAt() throws Exception {
        turn.due = false;

        assertThat(daily().look()).isFalse();

        assertThat(listing.pages).isZero();
        assertThat(turn.calls).containsExactly("take PT24H");
    }

    @Test
    void rule6_whatFailsIsGoneOnWithAtTheNextLook() throws Exception {
        listing.unreachable = "c";
        DailyBackfill daily = daily();

        assertThat(daily.look()).isFalse();
        listing.unreachable = "";
        assertThat(daily.look()).isTrue();

        assertThat(turn.calls).containsExactly("take PT24H", "release", "take PT24H", "finish");
        assertThat(listing.pages).as("it goes on where it was").isEqualTo(3);
        assertThat(turn.position).as("the next one begins anew").isEqualTo(Listing.START);
    }

    @Test
    void whoWasTooSlowStopsAndLeavesTheTurnToTheOther() throws Exception {
        turn.keeps = 1;

        assertThat(daily().look()).isFalse();

        assertThat(listing.pages).isEqualTo(2);
        assertThat(turn.calls).containsExactly("take PT24H");
    }

    @Test
    void rule6_whoHasNoTimeLeftGivesItsTurnBackAndTheNextGoesOn() {
        DailyBackfill none = daily();
        none.stop(); // as lookFor does when the time is over

        assertThat(none.lookFor(Duration.ofHours(1))).isFalse();
        assertThat(turn.calls).containsExactly("take PT24H", "release");
        assertThat(Thread.interrupted()).as("nobody interrupted the caller").isFalse();

        assertThat(daily().lookFor(Duration.ofHours(1))).isTrue();
        assertThat(turn.calls).containsExactly("take PT24H", "release", "take PT24H", "finish");
    }

    @Test
    void rule23_aDispatcherThatStopsGivesItsTurnBack() {
        DailyBackfill daily = daily();
        daily.stop();

        assertThatThrownBy(daily::look).isInstanceOf(InterruptedException.class);

        assertThat(listing.pages).isEqualTo(1);
        assertThat(turn.calls).containsExactly("take PT24H", "release");
    }
}
