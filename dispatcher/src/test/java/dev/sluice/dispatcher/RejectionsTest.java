package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.dispatcher.MessageDispatcher.Answer;
import dev.sluice.dispatcher.MessageDispatcher.Envelope;
import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.Outgoing;
import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.job.rows.FinalRows;
import dev.sluice.shared.notify.NoticeSettings;
import dev.sluice.shared.notify.Notices;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who wants to know how jobs end is told of those that end without a worker, on a real queue. */
class RejectionsTest {
    private static World world;
    private static WorkQueue told;
    private Notices notices;
    private Rejections rejections;

    @BeforeAll
    static void start() {
        world = World.named("rejections");
        String url =
                world.clients
                        .settling()
                        .createQueue(create -> create.queueName("rejections-told"))
                        .queueUrl();
        told = new WorkQueue(world.clients.receiving(), world.clients.settling(), url);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void open() {
        Section section =
                new Section(
                        Map.of("default", Map.of("queue", "rejections-told")),
                        key -> key,
                        new Problems());
        notices = Notices.open(NoticeSettings.read(section), world.clients, List.of());
        rejections = new Rejections(notices, InstantSource.system());
    }

    @AfterEach
    void close() {
        notices.close();
    }

    private MessageDispatcher messages() {
        return new MessageDispatcher(
                world.dispatcher(),
                world.counts,
                new Summary(world.counts, InstantSource.system()),
                rejections);
    }

    private List<Answer> dispatch(String body) {
        return messages().dispatch(List.of(new Envelope(body, Optional.empty())));
    }

    /** All that was told since the last look. */
    private static List<JsonNode> told() throws Exception {
        List<JsonNode> all = new ArrayList<>();
        List<Received> batch = told.receive(10, Duration.ofSeconds(1));
        while (!batch.isEmpty()) {
            for (Received message : batch) {
                all.add(new JsonMapper().readTree(message.body()));
            }
            told.delete(batch);
            batch = told.receive(10, Duration.ofSeconds(1));
        }
        return all;
    }

    @Test
    void rule5_anUploadThatIsRefusedIsToldAndOnceMoreWhenItsEventComesAgain() throws Exception {
        String event =
                Samples.s3("acme/uploaded/scan-0001_original.heic", "5", Instant.ofEpochMilli(5));

        assertThat(dispatch(event)).containsExactly(new Answer.Done());
        List<JsonNode> first = told();
        assertThat(dispatch(event)).containsExactly(new Answer.Done());
        List<JsonNode> second = told();

        assertThat(first).hasSize(1);
        assertThat(first.getFirst().path("status").asText()).isEqualTo("failed");
        assertThat(first.getFirst().path("rowID").asText()).isEqualTo("scan-0001");
        assertThat(first.getFirst().path("failureReason").asText())
                .startsWith("unsupported-format: ");
        assertThat(second).hasSize(1);
        assertThat(second.getFirst().path("id")).isEqualTo(first.getFirst().path("id"));
        assertThat(notices).hasToString("scans queue sent 2");
        assertThat(world.counts.all()).containsEntry("rejected", 1L).containsEntry("retold", 1L);
    }

    @Test
    void anUploadThatIsDispatchedIsToldByItsWorkerAlone() throws Exception {
        dispatch(Samples.s3("acme/uploaded/scan-0002_original.jpg", "5", Instant.ofEpochMilli(5)));

        assertThat(told()).isEmpty();
        assertThat(world.jobs("scans")).hasSize(1);
    }

    @Test
    void rule7_aDeadLetterIsToldAndThenDeleted() throws Exception {
        dispatch(Samples.s3("acme/uploaded/deadly-1_original.jpg", "5", Instant.ofEpochMilli(5)));
        WorkQueue letters = world.queues.deadLetters().get("scans");
        letters.send(List.of(new Outgoing(JobCodec.write(world.jobs("scans").getFirst()), "acme")));
        DeadLetterPoller poller =
                new DeadLetterPoller(
                        letters,
                        new FinalRows(world.table, world.pipelines.named("scans").orElseThrow()),
                        world.counts,
                        rejections,
                        InstantSource.system());

        assertThat(poller.handle(letters.receive(10, Duration.ofSeconds(5)))).isEmpty();

        assertThat(told())
                .singleElement()
                .satisfies(
                        each ->
                                assertThat(each.path("failureReason").asText())
                                        .startsWith("attempts-exhausted: "));
        assertThat(world.depth(world.settings.queuePrefix() + "-scans-dlq")).isZero();
    }
}
