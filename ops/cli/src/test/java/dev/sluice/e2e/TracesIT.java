package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.job.Row;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** One upload followed through the logs, calls and spans of real processes. */
final class TracesIT {
    private static final byte[] PHOTO = Samples.photo("coffee.png").bytes();
    private static final JsonMapper JSON = new JsonMapper();

    private static final String TRACE = "5759e988bd862e3fe1be46a994272793";
    private static final String SPAN = "53995c3f42cd8ad8";
    private static final String HEADER =
            "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=" + SPAN + ";Sampled=1";

    /** Every line is to be JSON, and what is said for each job too. */
    private static final Map<String, String> LOGS =
            Map.of("SLUICE_LOG", "json", "SLUICE_LOG_LEVEL", "debug");

    private static Program dispatcher(Map<String, String> environment) {
        return Program.start(environment, "dispatcher").await("Dispatcher polls");
    }

    @Test
    void oneUploadIsFollowedThroughAllLogsAndCallsByOneIdEvenIfItsWorkerIsKilled()
            throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "traced", "lease: 4s");
        try (Stack stack = Stack.take();
                AwsClients aws = stack.clients();
                HttpProxy s3 = new HttpProxy(stack.endpoint("S3"));
                HttpProxy dynamodb = new HttpProxy(stack.endpoint("DYNAMODB"))) {
            assumeThatTracesPass(aws);
            stack.provision(pipelines);
            Customer customer = new Customer(aws, stack.settings(pipelines));
            String key = customer.key("traced", "photo");
            customer.put(key, PHOTO);
            traced(aws, stack.settings(pipelines).queuePrefix() + "-events", key);
            Queue<HttpProxy.Call> calls = new ConcurrentLinkedQueue<>();
            dynamodb.hold(call -> !calls.add(call));
            Map<String, String> environment = new HashMap<>(LOGS);
            environment.put("AWS_ENDPOINT_URL_S3", s3.endpoint());
            environment.put("AWS_ENDPOINT_URL_DYNAMODB", dynamodb.endpoint());
            Map<String, String> all = stack.environment(pipelines, environment);

            try (Program dispatcher = dispatcher(all)) {
                s3.hold(call -> call.operation().equals("PutObject"));
                try (Program killed = Program.worker(all)) {
                    s3.awaitHeld();
                    killed.kill();
                }
                s3.drop();
                s3.hold(call -> !calls.add(call));
                try (Program worker = Program.worker(all)) {
                    assertThat(customer.awaitSettled("traced#photo").status())
                            .contains(Row.Status.COMPLETED);
                    customer.awaitQueuesEmpty("traced");
                    worker.terminate();
                    assertThat(worker.exitCode()).isZero();
                    isFollowed(worker, "completed ", key, customer);
                }
                dispatcher.terminate();
                assertThat(dispatcher.exitCode()).isZero();
                isFollowed(dispatcher, "dispatched ", key, customer);
            }
            carried(calls, "UpdateItem", "GetObject", "PutObject");
        }
    }

    /** Some emulators lose what stands beside messages that are sent in batches. */
    private static void assumeThatTracesPass(AwsClients aws) {
        String url =
                aws.settling()
                        .createQueue(queue -> queue.queueName("traces-" + UUID.randomUUID()))
                        .queueUrl();
        aws.settling()
                .sendMessageBatch(
                        send ->
                                send.queueUrl(url)
                                        .entries(
                                                entry ->
                                                        entry.id("1")
                                                                .messageBody("traced")
                                                                .messageSystemAttributes(
                                                                        Map.of(
                                                                                MessageSystemAttributeNameForSends
                                                                                        .AWS_TRACE_HEADER,
                                                                                header()))));
        Message back =
                Awaitility.await("the message")
                        .until(
                                () ->
                                        aws
                                                .receiving()
                                                .receiveMessage(
                                                        receive ->
                                                                receive.queueUrl(url)
                                                                        .attributeNamesWithStrings(
                                                                                "AWSTraceHeader")
                                                                        .messageSystemAttributeNamesWithStrings(
                                                                                "AWSTraceHeader"))
                                                .messages()
                                                .stream()
                                                .findFirst(),
                                Optional::isPresent)
                        .orElseThrow();
        aws.settling().deleteQueue(queue -> queue.queueUrl(url));
        Assumptions.assumeTrue(
                back.attributes().containsKey(MessageSystemAttributeName.AWS_TRACE_HEADER),
                "this SQS drops the trace header of messages that are sent in batches");
    }

    private static MessageSystemAttributeValue header() {
        return MessageSystemAttributeValue.builder().dataType("String").stringValue(HEADER).build();
    }

    /** The upload's event once more, as S3 sends it for an upload that is in a trace. */
    private static void traced(AwsClients aws, String queue, String key) {
        String url = aws.settling().getQueueUrl(get -> get.queueName(queue)).queueUrl();
        Message event =
                Awaitility.await("the upload's event")
                        .until(
                                () ->
                                        aws
                                                .receiving()
                                                .receiveMessage(receive -> receive.queueUrl(url))
                                                .messages()
                                                .stream()
                                                .filter(m -> m.body().contains("photo"))
                                                .findFirst(),
                                Optional::isPresent)
                        .orElseThrow();
        aws.settling()
                .deleteMessage(delete -> delete.queueUrl(url).receiptHandle(event.receiptHandle()));
        aws.settling()
                .sendMessage(
                        send ->
                                send.queueUrl(url)
                                        .messageBody(event.body())
                                        .messageSystemAttributes(
                                                Map.of(
                                                        MessageSystemAttributeNameForSends
                                                                .AWS_TRACE_HEADER,
                                                        header())));
    }

    /** Every line that names the upload says all of its fields, and one says how it ended. */
    private static void isFollowed(Program program, String end, String key, Customer customer) {
        List<JsonNode> about =
                program.output()
                        .lines()
                        .map(TracesIT::json)
                        .filter(line -> line.path("message").asText().contains(key))
                        .toList();
        assertThat(about)
                .isNotEmpty()
                .anyMatch(line -> line.path("message").asText().startsWith(end))
                .allMatch(line -> line.path("job").asText().equals(customer.id() + "/traced#photo"))
                .allMatch(line -> line.path("customer").asText().equals(customer.id()))
                .allMatch(line -> line.path("pipeline").asText().equals("traced"))
                .allMatch(line -> !line.path("generation").asText().isEmpty())
                .allMatch(line -> line.path("trace_id").asText().equals(TRACE))
                .allMatch(line -> line.path("span_id").asText().equals(SPAN));
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    /** Each of these was made for the job, and said so in both headers. */
    private static void carried(Queue<HttpProxy.Call> calls, String... operations) {
        List<HttpProxy.Call> traced =
                calls.stream().filter(call -> call.headers().containsKey("traceparent")).toList();
        assertThat(traced).extracting(HttpProxy.Call::operation).contains(operations);
        assertThat(traced)
                .allMatch(
                        call ->
                                call.headers()
                                        .get("traceparent")
                                        .equals("00-" + TRACE + "-" + SPAN + "-01"))
                .allMatch(call -> call.headers().get("X-Amzn-Trace-Id").equals(HEADER));
    }

    @Test
    void spansLeadFromTheEventToTheJobsStepsThroughTheQueue() throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "spans");
        try (Stack stack = Stack.take();
                AwsClients aws = stack.clients();
                SimulatedCollector collector = new SimulatedCollector()) {
            assumeThatTracesPass(aws);
            stack.provision(pipelines);
            Customer customer = new Customer(aws, stack.settings(pipelines));
            Map<String, String> environment = new HashMap<>(LOGS);
            environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint());
            Map<String, String> all = stack.environment(pipelines, environment);
            try (Program dispatcher = dispatcher(all);
                    Program worker = Program.worker(all)) {
                customer.put(customer.key("spans", "photo"), PHOTO);
                customer.awaitSettled("spans#photo");
                customer.awaitQueuesEmpty("spans");
                worker.terminate();
                dispatcher.terminate();
                assertThat(worker.exitCode()).isZero();
                assertThat(dispatcher.exitCode()).isZero();
                String line =
                        worker.output()
                                .lines()
                                .filter(each -> each.contains("completed " + customer.id()))
                                .findFirst()
                                .orElseThrow();
                assertThat(json(line).path("trace_id").asText())
                        .isEqualTo(collector.named("dispatch", "job").getFirst().traceID());
            }
            // The events of our own results have no spans, or names would come twice.
            Map<String, SimulatedCollector.Span> spans =
                    collector
                            .named("dispatch", "queue", "job", "fetch", "decode", "model", "settle")
                            .stream()
                            .collect(Collectors.toMap(SimulatedCollector.Span::name, s -> s));
            assertThat(spans).hasSize(7);
            assertThat(spans.get("dispatch").parent()).isEmpty();
            assertThat(spans.get("queue").parent()).isEqualTo(spans.get("dispatch").spanID());
            assertThat(spans.get("job").parent()).isEqualTo(spans.get("queue").spanID());
            for (String step : List.of("fetch", "decode", "model", "settle")) {
                assertThat(spans.get(step).parent()).isEqualTo(spans.get("job").spanID());
            }
        }
    }
}
