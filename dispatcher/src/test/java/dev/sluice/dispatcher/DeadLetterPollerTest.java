package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.Outgoing;
import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.Completion;
import dev.sluice.shared.job.rows.FinalRows;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.notify.Notices;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

class DeadLetterPollerTest {
    private static World world;
    private WorkQueue queue;
    private DeadLetterPoller poller;
    private Instant now = Instant.EPOCH;

    @BeforeAll
    static void start() {
        world = World.named("dead");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void newPoller() {
        queue = world.queues.deadLetters().get("scans");
        poller = poller(queue, world.table);
    }

    private DeadLetterPoller poller(WorkQueue letters, JobTable table) {
        return new DeadLetterPoller(
                letters,
                new FinalRows(table, world.pipelines.named("scans").orElseThrow()),
                world.counts,
                new Rejections(Notices.none(), () -> now),
                () -> now);
    }

    private Job dispatched(String imageID) throws Exception {
        Samples.dispatch(
                world.dispatcher(),
                List.of(Samples.event("acme/uploaded/" + imageID + "_original.jpg", "1", 1)));
        return world.jobs("scans").getFirst();
    }

    private List<Received> received(String body) throws InterruptedException {
        assertThat(queue.send(List.of(new Outgoing(body, "acme")))).isEmpty();
        return queue.receive(10, Duration.ofSeconds(5));
    }

    private int depth() {
        return world.depth(world.settings.queuePrefix() + "-scans-dlq");
    }

    @Test
    void rule7_aDeadLetterBecomesAFailedRowThatKeepsKeyETagAndGeneration() throws Exception {
        Job job = dispatched("deadly");

        assertThat(poller.handle(received(JobCodec.write(job)))).isEmpty();

        Row row = world.row("acme", "deadly").orElseThrow();
        assertThat(row.status()).contains(Row.Status.FAILED);
        assertThat(row.text("failureReason").orElseThrow()).startsWith("attempts-exhausted: ");
        assertThat(row.text("s3Key")).contains(job.key());
        assertThat(row.text("eTag")).contains(job.eTag());
        assertThat(row.generation()).contains(job.generation());
        assertThat(row.number("attempt")).contains(1L);
        assertThat(row.text("failedShard")).isPresent();
        assertThat(depth()).isZero();
    }

    @Test
    void rule7_aFunctionMakesAFailedRowAndSaysThatNothingFailed() throws Exception {
        Job job = dispatched("by-function");

        assertThat(invoke(received(JobCodec.write(job)))).isEqualTo("{\"batchItemFailures\":[]}");

        assertThat(world.row("acme", "by-function").orElseThrow().status())
                .contains(Row.Status.FAILED);
        assertThat(depth()).isZero();
    }

    /** Lambda deletes whatever is not said to have failed. */
    @Test
    void rule7_aFunctionSaysThatALetterFailedWhichIsNoJob() throws Exception {
        List<Received> letters = received("no job");

        assertThat(invoke(letters))
                .isEqualTo(
                        "{\"batchItemFailures\":[{\"itemIdentifier\":\"%s\"}]}"
                                .formatted(letters.getFirst().messageID()));

        assertThat(depth()).isEqualTo(1);
        queue.delete(letters);
    }

    /** By a mapping on the queue of dead letters. */
    private String invoke(List<Received> letters) throws Exception {
        String name = world.settings.queuePrefix() + "-scans-dlq";
        LambdaHandler handler =
                new LambdaHandler(() -> new Inbox(world.messages(), Map.of(name, poller)));
        ObjectNode invocation = JsonNodeFactory.instance.objectNode();
        ArrayNode records = invocation.putArray("Records");
        for (Received letter : letters) {
            ObjectNode record = records.addObject();
            record.put("messageId", letter.messageID()).put("receiptHandle", letter.receipt());
            record.put("body", letter.body()).put("eventSource", "aws:sqs");
            record.put("eventSourceARN", "arn:aws:sqs:us-east-2:123456789012:" + name);
            record.putObject("attributes")
                    .put("ApproximateReceiveCount", "1")
                    .put("SentTimestamp", "1545082649183");
        }
        return LambdaHandlerTest.invoke(handler, invocation.toString());
    }

    @Test
    void rule7_aDeadLetterOfACompletedUploadIsDeletedAndChangesNothing() throws Exception {
        Job job = dispatched("finished");
        world.finalRows("scans")
                .completed(
                        job, new Completion(new ResultPlace.Whole("r"), "", Map.of(), Map.of()), 1);

        assertThat(poller.handle(received(JobCodec.write(job)))).isEmpty();

        assertThat(world.row("acme", "finished").orElseThrow().status())
                .contains(Row.Status.COMPLETED);
        assertThat(depth()).isZero();
    }

    @Test
    void rule7_withoutTheTableTheLetterIsNotDeleted() throws Exception {
        Job job = dispatched("waiting");
        JobTable unreachable = world.table(new NoTable());
        List<Received> letters = received(JobCodec.write(job));

        assertThat(poller(queue, unreachable).handle(letters))
                .hasValueSatisfying(why -> assertThat(why).contains("waiting"));
        assertThat(depth()).isEqualTo(1);

        assertThat(poller.handle(letters)).isEmpty();
        assertThat(depth()).isZero();
    }

    /** What a worker was to forget is known to nobody else. */
    @Test
    void rule7_aRemovalThatNoWorkerSurvivedStaysAndItsRowIsDeletedStill() throws Exception {
        WorkQueue letters = world.queues.deadLetters().get("index");
        Fate fate =
                Samples.dispatch(
                                world.dispatcher(),
                                List.of(Samples.removed("acme/index/unforgotten.jpg", "2", 2)))
                        .getFirst();
        letters.send(List.of(new Outgoing(JobCodec.write(((Fate.Deleted) fate).job()), "acme")));
        DeadLetterPoller index =
                new DeadLetterPoller(
                        letters,
                        new FinalRows(world.table, world.pipelines.named("index").orElseThrow()),
                        world.counts,
                        new Rejections(Notices.none(), InstantSource.system()),
                        InstantSource.system());

        assertThat(index.handle(letters.receive(1, Duration.ZERO))).isEmpty();

        assertThat(world.row("acme", "index#unforgotten").orElseThrow().status())
                .contains(Row.Status.DELETED);
        assertThat(world.depth(world.settings.queuePrefix() + "-index-dlq")).isEqualTo(1);
    }

    @Test
    void rule7_whatIsNoJobStaysOutOfSightForThoseWhoAreAlarmed() throws Exception {
        WorkQueue any = world.queues.deadLetters().get("any");
        any.send(List.of(new Outgoing("not a job", "acme")));
        List<Received> letters = any.receive(10, Duration.ofSeconds(5));

        assertThat(poller(any, world.table).handle(letters)).isEmpty();

        assertThat(world.depth(world.settings.queuePrefix() + "-any-dlq")).isEqualTo(1);
        assertThat(any.receive(10, Duration.ofSeconds(2))).isEmpty();
    }

    @Test
    void rule14_aDeadLettersSentenceDoesNotBlameTheUpload() {
        assertThat(DeadLetterPoller.EXHAUSTED.code()).isEqualTo("attempts-exhausted");
        assertThat(DeadLetterPoller.EXHAUSTED.sentence())
                .contains("on our side", "nothing is known to be wrong with it", "as it is")
                .doesNotContain("your side", "upload");
    }

    @Test
    void rule14_deadLettersAlarmTheOperatorOnceAMinuteWithTheirNumber() throws Exception {
        try (LogCapture log = new LogCapture(DeadLetterPoller.class)) {
            poller.handle(received(JobCodec.write(dispatched("alarm-1"))));
            poller.handle(received(JobCodec.write(dispatched("alarm-2"))));
            poller.handle(received(JobCodec.write(dispatched("alarm-3"))));
            assertThat(log.lines()).singleElement().asString().startsWith("ERROR 1 jobs of scans");

            poller.handle(List.of());
            assertThat(log.lines()).hasSize(1);
            now = now.plus(LogLimit.PERIOD);
            poller.handle(List.of());
            assertThat(log.lines().getLast()).startsWith("ERROR 2 jobs of scans");
            assertThat(log.lines()).hasSize(2);
        }
    }

    /** DynamoDB does not answer. */
    private static final class NoTable implements DynamoDbClient {
        @Override
        public UpdateItemResponse updateItem(UpdateItemRequest request) {
            throw SdkClientException.create("connection refused");
        }

        @Override
        public String serviceName() {
            return DynamoDbClient.SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
