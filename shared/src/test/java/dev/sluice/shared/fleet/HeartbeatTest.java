package dev.sluice.shared.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

class HeartbeatTest {
    private final FakeTable dynamodb = new FakeTable();
    private final List<Set<String>> told = new CopyOnWriteArrayList<>();
    private volatile Vitals.State state = Vitals.State.READY;
    private final Heartbeat heart =
            new Heartbeat(
                    new FleetTable(dynamodb, "Fleet", "f", InstantSource.fixed(Instant.EPOCH))
                            .members(),
                    new Heartbeat.Self(
                            new Member(
                                    Member.Kind.WORKER,
                                    "w1",
                                    "here",
                                    Optional.empty(),
                                    Instant.EPOCH),
                            () -> new Vitals(state, Optional.empty(), Map.of(), 0, 0, Map.of(), 0)),
                    told::add,
                    () -> 0);

    /** Writes read {@code write ready}, the query {@code pauses}. */
    private static final class FakeTable implements DynamoDbClient {
        final List<String> calls = new CopyOnWriteArrayList<>();
        volatile boolean reachable = true;
        volatile boolean gone;
        volatile Map<String, AttributeValue> row = Map.of();
        volatile Map<String, AttributeValue> pause = Map.of();

        @Override
        public UpdateItemResponse updateItem(UpdateItemRequest update) {
            if (!reachable) {
                throw SdkClientException.create("no route to host");
            }
            if (gone && update.conditionExpression() != null) {
                throw ConditionalCheckFailedException.builder().message("gone").build();
            }
            calls.add("write " + update.expressionAttributeValues().get(":state").s());
            return UpdateItemResponse.builder().attributes(row).build();
        }

        @Override
        public QueryResponse query(QueryRequest query) {
            calls.add("pauses");
            return QueryResponse.builder()
                    .items(pause.isEmpty() ? List.of() : List.of(pause))
                    .build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private static Map<String, AttributeValue> change(boolean paused, long number) {
        return Map.of(
                "paused", AttributeValue.fromBool(paused),
                "change", AttributeValue.fromN(Long.toString(number)));
    }

    private static Map<String, AttributeValue> pauses(boolean paused, long number) {
        return Map.of(
                "pauses",
                AttributeValue.fromM(Map.of("cats", AttributeValue.fromM(change(paused, number)))));
    }

    @Test
    void oneRequestAWriteAndThePausesAreAskedForOnce() {
        heart.beat();
        heart.beat();
        heart.beat();

        assertThat(dynamodb.calls)
                .containsExactly("write ready", "pauses", "write ready", "write ready");
    }

    @Test
    void whatWasPausedBeforeTheStartStaysSoUntilTheRowSaysOtherwise() {
        dynamodb.pause =
                Map.of(
                        "item", AttributeValue.fromS("pause#cats"),
                        "paused", AttributeValue.fromBool(true),
                        "change", AttributeValue.fromN("5"));
        heart.beat();
        heart.beat();
        dynamodb.row = pauses(false, 4); // older news
        heart.beat();
        dynamodb.row = pauses(false, 6);
        heart.beat();

        assertThat(told).containsExactly(Set.of("cats"), Set.of("cats"), Set.of("cats"), Set.of());
    }

    @Test
    void aRowThatIsGoneIsWrittenAnewAndThePausesAreReadAgain() {
        heart.beat();
        dynamodb.row = pauses(true, 1);
        heart.beat();
        dynamodb.gone = true;
        dynamodb.row = Map.of();
        heart.beat();

        assertThat(dynamodb.calls)
                .containsExactly("write ready", "pauses", "write ready", "write ready", "pauses");
        assertThat(told).last().isEqualTo(Set.of("cats"));
    }

    @Test
    void aTableOutOfReachChangesNothingAndIsJoinedWhenItAnswers() {
        dynamodb.reachable = false;
        heart.beat();
        heart.beat();
        assertThat(told).isEmpty();

        dynamodb.reachable = true;
        heart.beat();
        assertThat(dynamodb.calls).containsExactly("write ready", "pauses");
        assertThat(told).containsExactly(Set.of());
    }

    @Test
    void theLastWriteSaysThatItHasEnded() throws InterruptedException {
        heart.start();
        state = Vitals.State.ENDED;
        heart.close(Duration.ofMinutes(2));

        assertThat(dynamodb.calls).last().isEqualTo("write ended");
    }

    @Test
    void oneThatNeverStartedEndsWithoutAWrite() throws InterruptedException {
        heart.close(Duration.ofMinutes(2));
        assertThat(dynamodb.calls).isEmpty();
    }
}
