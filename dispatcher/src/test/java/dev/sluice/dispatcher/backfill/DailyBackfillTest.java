package dev.sluice.dispatcher.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dispatcher.requeue.JobSender;
import dev.sluice.dispatcher.requeue.Manner;
import dev.sluice.dispatcher.requeue.Requeue;
import dev.sluice.dispatcher.requeue.Rest;
import dev.sluice.shared.aws.StandingResults;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        private final List<String> calls = new ArrayList<>();

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
            calls.add("finish");
        }

        @Override
        public void release() {
            calls.add("release");
        }
    }

    /** Three pages of what is no upload. */
    private static final class FakeListing implements Listing {
        private int pages;
        private boolean reachable = true;

        @Override
        public Stream<Page> after(String position) {
            return Stream.of("a", "b", "c")
                    .map(
                            key -> {
                                if (!reachable) {
                                    throw new IllegalStateException("S3 is out of reach");
                                }
                                pages++;
                                return new Page(List.of(), key);
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
        JobSender nowhere =
                new JobSender() {
                    @Override
                    public Map<Job, String> send(List<Job> jobs) {
                        return Map.of();
                    }

                    @Override
                    public long waiting(String pipeline) {
                        return 0;
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

    /** Nobody asks them anything here. */
    private record NoDynamoDb() implements DynamoDbClient {
        @Override
        public String serviceName() {
            return "dynamodb";
        }

        @Override
        public void close() {}
    }

    private record NoS3() implements S3Client {
        @Override
        public String serviceName() {
            return "s3";
        }

        @Override
        public void close() {}
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
    void whatFailsIsLeftToTheNextLook() throws Exception {
        listing.reachable = false;
        DailyBackfill daily = daily();

        assertThat(daily.look()).isFalse();
        listing.reachable = true;
        assertThat(daily.look()).isTrue();

        assertThat(turn.calls).containsExactly("take PT24H", "release", "take PT24H", "finish");
    }

    @Test
    void whoWasTooSlowStopsAndLeavesTheTurnToTheOther() throws Exception {
        turn.keeps = 1;

        assertThat(daily().look()).isFalse();

        assertThat(listing.pages).isEqualTo(2);
        assertThat(turn.calls).containsExactly("take PT24H");
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
