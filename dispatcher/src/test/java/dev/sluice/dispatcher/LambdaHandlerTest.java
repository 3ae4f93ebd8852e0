package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.dispatcher.LambdaHandler.DispatchFailed;
import dev.sluice.shared.job.Job;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Lambda's side is its JSON; table and queues are real. */
class LambdaHandlerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private static World world;
    private LambdaHandler handler;

    @BeforeAll
    static void start() {
        world = World.named("lambda");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void emptyQueues() throws Exception {
        for (String pipeline : List.of("scans", "faces", "keys")) {
            world.jobs(pipeline);
        }
        handler = handler(world.messages());
    }

    @ParameterizedTest
    @CsvSource({
        "s3-put.json, faces, Happy",
        "sns-notification.json, faces, Happy",
        "sns-lambda.json, faces, Happy",
        "eventbridge-object-created.json, keys, example"
    })
    void eachDocumentedFormIsDispatchedDirectlyAndThroughAQueue(
            String file, String pipeline, String customerID) throws Exception {
        String event = Samples.documentedHere(file);

        assertThat(invoke(event)).isEmpty();
        assertThat(world.jobs(pipeline)).extracting(Job::customerID).containsExactly(customerID);

        assertThat(invoke(mapping(event))).isEqualTo("{\"batchItemFailures\":[]}");
        assertThat(world.jobs(pipeline)).extracting(Job::customerID).containsExactly(customerID);
    }

    @Test
    void theTestEventIsIgnoredDirectlyAndThroughAQueue() throws Exception {
        String event = Samples.documented("s3-test-event.json");

        assertThat(invoke(event)).isEmpty();
        assertThat(invoke(mapping(event))).isEqualTo("{\"batchItemFailures\":[]}");
    }

    @Test
    void rule20_oneBadMessageOfThreeIsTheOneBatchItemFailure() throws Exception {
        JsonNode answer =
                JSON.readTree(
                        invoke(
                                mapping(
                                        Samples.s3("acme/uploaded/first_original.jpg", "1", TIME),
                                        "Test message.",
                                        Samples.s3(
                                                "acme/uploaded/third_original.jpg", "1", TIME))));

        assertThat(answer.path("batchItemFailures")).hasSize(1);
        assertThat(answer.at("/batchItemFailures/0/itemIdentifier").asText()).isEqualTo("id-1");
        assertThat(world.jobs("scans"))
                .extracting(Job::imageID)
                .containsExactlyInAnyOrder("first", "third");
    }

    @Test
    void rule20_aBadRecordBesideAGoodOneIsNoBatchItemFailureAndThrowsDirectly() throws Exception {
        String event = Samples.twoAndAMalformedRecord("acme/uploaded/beside_original.jpg");

        assertThat(invoke(mapping(event))).isEqualTo("{\"batchItemFailures\":[]}");
        assertThat(world.jobs("scans")).extracting(Job::imageID).containsExactly("beside");

        assertThatThrownBy(() -> invoke(event)).isInstanceOf(DispatchFailed.class);
        assertThat(world.jobs("scans")).extracting(Job::imageID).containsExactly("beside");
    }

    @Test
    void rule20_anEventWithoutSizeAndETagIsDispatchedOnceTheStoreHasToldThem() throws Exception {
        String key = "acme/uploaded/sizeless_original.jpg";
        world.put(key, "12345678");
        ObjectNode event = (ObjectNode) JSON.readTree(Samples.s3(key, "1", TIME));
        ((ObjectNode) event.at("/Records/0/s3/object")).remove(List.of("size", "eTag"));

        assertThat(invoke(mapping(event.toString()))).isEqualTo("{\"batchItemFailures\":[]}");

        assertThat(world.jobs("scans"))
                .singleElement()
                .satisfies(
                        job -> {
                            assertThat(job.size()).isEqualTo(8);
                            assertThat(job.eTag()).isEqualTo("25d55ad283aa400af464c76d713c07ad");
                        });
    }

    @Test
    void rule20_aMessageWhoseJobSqsDidNotTakeIsABatchItemFailureOnce() throws Exception {
        SwitchableSqs sqs = new SwitchableSqs(world.clients.settling());
        handler = handler(world.messages(world.dispatcher(world.queuesThrough(sqs))));
        String mapping = mapping(Samples.s3("acme/uploaded/later_original.jpg", "1", TIME));

        sqs.reachable(false);
        assertThat(invoke(mapping))
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"id-0\"}]}");
        sqs.reachable(true);
        assertThat(invoke(mapping)).isEqualTo("{\"batchItemFailures\":[]}");
        assertThat(world.jobs("scans")).extracting(Job::imageID).containsExactly("later");
    }

    @Test
    void rule20_aDirectInvocationThrowsIfAnyRecordFailed() throws Exception {
        SwitchableSqs sqs = new SwitchableSqs(world.clients.settling());
        handler = handler(world.messages(world.dispatcher(world.queuesThrough(sqs))));
        ObjectNode event =
                (ObjectNode)
                        JSON.readTree(Samples.s3("acme/uploaded/thrown_original.jpg", "1", TIME));
        ((ArrayNode) event.path("Records"))
                .addAll(
                        (ArrayNode)
                                JSON.readTree(Samples.s3("acme/ignored.txt", "1", TIME))
                                        .path("Records"));

        sqs.reachable(false);
        assertThatThrownBy(() -> invoke(event.toString()))
                .isInstanceOf(DispatchFailed.class)
                .hasMessageContaining("thrown");
        sqs.reachable(true);
        assertThat(invoke(event.toString())).isEmpty();
        assertThat(world.jobs("scans")).hasSize(1);
    }

    @Test
    void rule20_aDirectInvocationWithAnythingElseThrows() {
        assertThatThrownBy(() -> invoke("{\"Records\":[{\"eventSource\":\"aws:kinesis\"}]}"))
                .isInstanceOf(DispatchFailed.class);
    }

    private static LambdaHandler handler(MessageDispatcher events) {
        return new LambdaHandler(() -> new Inbox(events, Map.of()));
    }

    private String invoke(String event) throws IOException {
        return invoke(handler, event);
    }

    static String invoke(LambdaHandler handler, String event) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
                answer,
                new NoContext());
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** As an SQS event source mapping invokes; the members are those that AWS documents. */
    private static String mapping(String... bodies) {
        ObjectNode invocation = JSON.createObjectNode();
        ArrayNode records = invocation.putArray("Records");
        for (int i = 0; i < bodies.length; i++) {
            ObjectNode message = records.addObject();
            message.put("messageId", "id-" + i).put("receiptHandle", "handle-" + i);
            message.put("body", bodies[i]);
            message.putObject("attributes").put("ApproximateReceiveCount", "1");
            message.putObject("messageAttributes");
            message.put("eventSource", "aws:sqs");
            message.put("eventSourceARN", "arn:aws:sqs:us-east-2:123456789012:sluice-events");
            message.put("awsRegion", "us-east-2");
        }
        return invocation.toString();
    }

    /** The handler asks nothing of it. */
    static class NoContext implements Context {
        @Override
        public String getAwsRequestId() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getLogGroupName() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getLogStreamName() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getFunctionName() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getFunctionVersion() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getInvokedFunctionArn() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CognitoIdentity getIdentity() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ClientContext getClientContext() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getRemainingTimeInMillis() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getMemoryLimitInMB() {
            throw new UnsupportedOperationException();
        }

        @Override
        public LambdaLogger getLogger() {
            throw new UnsupportedOperationException();
        }
    }
}
