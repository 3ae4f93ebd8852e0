package dev.sluice.shared.job.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementError;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

@Timeout(300)
class RowGroupsTest {
    /** Longer than any test waits for company. */
    private static final Duration LINGER = Duration.ofMinutes(4);

    private static final Completion COMPLETION =
            new Completion(new ResultPlace.Whole("a/r.json"), "cat", Map.of(), Map.of());

    /** Asked of before the first group. */
    private static final String NOBODY = "-";

    @TempDir Path repository;

    private final Played dynamodb = new Played();
    private final AtomicLong nanos = new AtomicLong();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** How many rows more wait for company. */
    private final AtomicInteger wanted = new AtomicInteger(Integer.MAX_VALUE);

    private RowGroups groups;

    /** Answers by row; every other row is written. Conditions are not evaluated. */
    private static final class Played implements DynamoDbClient {
        final List<List<String>> groups = new CopyOnWriteArrayList<>();
        final List<String> alone = new CopyOnWriteArrayList<>();
        final Map<String, BatchStatementErrorCodeEnum> errors = new ConcurrentHashMap<>();
        volatile Optional<RuntimeException> failure = Optional.empty();

        Played() {
            errors.put(NOBODY, BatchStatementErrorCodeEnum.CONDITIONAL_CHECK_FAILED);
        }

        @Override
        public BatchExecuteStatementResponse batchExecuteStatement(
                BatchExecuteStatementRequest batch) {
            List<String> rows = batch.statements().stream().map(Played::row).toList();
            if (rows.equals(List.of(NOBODY))) {
                return BatchExecuteStatementResponse.builder().responses(answer(NOBODY)).build();
            }
            groups.add(rows);
            failure.ifPresent(
                    e -> {
                        throw e;
                    });
            return BatchExecuteStatementResponse.builder()
                    .responses(rows.stream().map(this::answer).toList())
                    .build();
        }

        /** The key comes after what is set. */
        private static String row(BatchStatementRequest statement) {
            return statement.parameters().stream()
                    .flatMap(value -> Optional.ofNullable(value.s()).stream())
                    .filter(text -> text.startsWith("cats#"))
                    .findFirst()
                    .orElse(NOBODY);
        }

        private BatchStatementResponse answer(String row) {
            BatchStatementErrorCodeEnum code = errors.get(row);
            return code == null
                    ? BatchStatementResponse.builder().build()
                    : BatchStatementResponse.builder()
                            .error(BatchStatementError.builder().code(code).build())
                            .build();
        }

        @Override
        public UpdateItemResponse updateItem(UpdateItemRequest update) {
            alone.add(update.key().get("imageID").s());
            return UpdateItemResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void make() throws Exception {
        Files.writeString(
                Files.createDirectory(repository.resolve("cats")).resolve("pipeline.yaml"),
                """
                name: cats
                match: "{customerID}/cats/{imageID}.{jpg|png}"
                row: "cats#{imageID}"
                task: classify
                """);
        JobTable table = new JobTable(dynamodb, "Rows", InstantSource.fixed(Instant.EPOCH));
        FinalRows rows =
                new FinalRows(table, Pipelines.read(repository, List.of()).all().getFirst());
        groups = new RowGroups(rows, () -> wanted.decrementAndGet() == 0, LINGER, nanos::get);
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private static Job job(String id) {
        return new Job(
                new Job.Work("cats", "1"),
                new RowKey("acme", id, "cats#" + id),
                new ObjectVersion("uploads", "acme/cats/" + id + ".jpg", "e", Optional.empty(), 9),
                Generation.of(Optional.of("0A"), Instant.EPOCH));
    }

    private Future<Boolean> complete(String id, Runnable before) {
        return threads.submit(() -> groups.completed(job(id), COMPLETION, 1, before));
    }

    /** Nothing comes after these. */
    private List<Future<Boolean>> complete(String... ids) {
        wanted.set(ids.length);
        return start(ids);
    }

    private List<Future<Boolean>> start(String... ids) {
        List<Future<Boolean>> answers = new ArrayList<>();
        for (String id : ids) {
            answers.add(complete(id, () -> {}));
        }
        return answers;
    }

    @Test
    void aFullGroupGoesAtOnce() throws Exception {
        String[] ids =
                IntStream.range(0, RowGroups.MOST).mapToObj(i -> "i" + i).toArray(String[]::new);

        for (Future<Boolean> answer : start(ids)) {
            assertThat(answer.get()).isTrue();
        }
        assertThat(dynamodb.groups).singleElement().asInstanceOf(LIST).hasSize(RowGroups.MOST);
    }

    @Test
    void whenNothingComesAnyMoreAGroupGoes() throws Exception {
        List<Future<Boolean>> answers = start("a", "b");
        await().until(
                        () -> {
                            groups.hurry(); // as soon as they wait
                            return answers.stream().allMatch(Future::isDone);
                        });

        for (Future<Boolean> answer : answers) {
            assertThat(answer.get()).isTrue();
        }
    }

    @Test
    void rule4_aFailedConditionIsAnAnswer() throws Exception {
        dynamodb.errors.put("cats#b", BatchStatementErrorCodeEnum.CONDITIONAL_CHECK_FAILED);

        List<Future<Boolean>> answers = complete("a", "b", "c");

        assertThat(answers.get(0).get()).isTrue();
        assertThat(answers.get(1).get()).isFalse();
        assertThat(answers.get(2).get()).isTrue();
        assertThat(dynamodb.alone).isEmpty();
    }

    @Test
    void whatIsThrottledIsWrittenAloneAndTheOthersAreNot() throws Exception {
        dynamodb.errors.put("cats#b", BatchStatementErrorCodeEnum.THROTTLING_ERROR);

        for (Future<Boolean> answer : complete("a", "b")) {
            assertThat(answer.get()).isTrue();
        }
        assertThat(dynamodb.alone).containsExactly("cats#b");

        for (Future<Boolean> answer : complete("c", "d")) {
            assertThat(answer.get()).isTrue();
        }
        assertThat(dynamodb.groups).as("it goes on").hasSize(2);
    }

    @Test
    void afterACallThatFailedEachIsWrittenAlone() throws Exception {
        dynamodb.failure = Optional.of(SdkClientException.create("no answer"));

        for (Future<Boolean> answer : complete("a", "b")) {
            assertThat(answer.get()).isTrue();
        }
        assertThat(dynamodb.alone).containsExactlyInAnyOrder("cats#a", "cats#b");

        dynamodb.failure = Optional.empty();
        for (Future<Boolean> answer : complete("c", "d")) {
            assertThat(answer.get()).isTrue();
        }
        assertThat(dynamodb.groups).as("it goes on").hasSize(2);
    }

    @Test
    void whoMayNotWriteGroupsWritesRowsAloneForAWhile() throws Exception {
        dynamodb.failure =
                Optional.of(DynamoDbException.builder().message("denied").statusCode(400).build());

        for (int i = 0; i < 2; i++) {
            for (Future<Boolean> answer : complete("a" + i, "b" + i)) {
                assertThat(answer.get()).isTrue();
            }
        }
        assertThat(dynamodb.groups).as("tried once").hasSize(1);
        assertThat(dynamodb.alone).hasSize(4);

        nanos.addAndGet(RowGroups.ALONE.toNanos());
        dynamodb.failure = Optional.empty();
        for (Future<Boolean> answer : complete("c", "d")) {
            assertThat(answer.get()).isTrue();
        }
        assertThat(dynamodb.groups).as("and again").hasSize(2);
    }

    /** As moto does: a row that its statement did not find would count as written. */
    @Test
    void rule4_whoTellsNoFailedConditionGetsNoGroups() throws Exception {
        dynamodb.errors.remove(NOBODY);

        for (Future<Boolean> answer : complete("a", "b")) {
            assertThat(answer.get()).isTrue();
        }
        assertThat(dynamodb.groups).isEmpty();
        assertThat(dynamodb.alone).containsExactlyInAnyOrder("cats#a", "cats#b");
    }

    @Test
    void aRowIsInNoGroupTwice() throws Exception {
        for (Future<Boolean> answer : complete("a", "a")) {
            assertThat(answer.get()).isTrue();
        }

        assertThat(dynamodb.groups).isEmpty();
        assertThat(dynamodb.alone).containsExactly("cats#a", "cats#a");
    }

    @Test
    void aRowWithoutCompanyGoesAlone() throws Exception {
        assertThat(complete("a").getFirst().get()).isTrue();

        assertThat(dynamodb.groups).isEmpty();
        assertThat(dynamodb.alone).containsExactly("cats#a");
    }

    /** Its lease ended while it waited. */
    @Test
    void rule8_aRowWhoseLeaseIsOverDoesNotLeave() throws Exception {
        wanted.set(3);
        Runnable over =
                () -> {
                    throw new IllegalStateException("over");
                };
        Future<Boolean> late = complete("late", over);
        List<Future<Boolean>> others = List.of(complete("a", () -> {}), complete("b", () -> {}));

        assertThatThrownBy(late::get).hasRootCauseMessage("over");
        for (Future<Boolean> answer : others) {
            assertThat(answer.get()).isTrue();
        }
        assertThat(dynamodb.groups)
                .singleElement()
                .asInstanceOf(LIST)
                .containsExactlyInAnyOrder("cats#a", "cats#b");
        assertThat(dynamodb.alone).isEmpty();
    }

    /** Whoever has the message next writes it. */
    @Test
    void aRowWhoseJobIsCutOffDoesNotLeave() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread _ =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    Thread.currentThread().interrupt();
                                    try {
                                        groups.completed(job("cut"), COMPLETION, 1, () -> {});
                                    } catch (InterruptedException e) {
                                        interrupted.complete(true);
                                    }
                                });
        assertThat(interrupted.get()).isTrue();

        for (Future<Boolean> answer : complete("a", "b")) {
            assertThat(answer.get()).isTrue();
        }
        assertThat(dynamodb.groups)
                .singleElement()
                .asInstanceOf(LIST)
                .containsExactlyInAnyOrder("cats#a", "cats#b");
        assertThat(dynamodb.alone).isEmpty();
    }
}
