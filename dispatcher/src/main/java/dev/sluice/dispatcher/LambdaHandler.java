package dev.sluice.dispatcher;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.dispatcher.MessageDispatcher.Answer;
import dev.sluice.dispatcher.MessageDispatcher.Envelope;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.program.Logs;
import dev.sluice.shared.trace.Tracing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/**
 * The dispatcher as a Lambda function, configured by its environment.
 *
 * <p>By an SQS event source mapping with {@code ReportBatchItemFailures} it answers which messages
 * are to come again; where the mapping's queue is one of dead letters, these become failed rows
 * (RULES 7). Invoked by S3, SNS or EventBridge directly it throws if any event failed, for such an
 * invocation succeeds or fails as a whole (RULES 20).
 */
public final class LambdaHandler implements RequestStreamHandler {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where Lambda's runtime for Java puts X-Ray's header of the invocation under way. */
    private static final String INVOCATIONS_TRACE = "com.amazonaws.xray.traceHeader";

    private final Once<Inbox> inbox;

    /** For Lambda. */
    public LambdaHandler() {
        this.inbox = Once.inFunction(LambdaHandler::ofEnvironment);
    }

    private static Inbox ofEnvironment() {
        Settings settings = Settings.read(System.getenv());
        Logs.ofProgram(settings.log());
        Tracing.ofProgram("sluice-dispatcher", System.getenv());
        return Inbox.of(Wiring.open(settings, new ApiMeter(), 1, false), settings.queuePrefix());
    }

    LambdaHandler(Supplier<Inbox> open) {
        this.inbox = new Once<>(open);
    }

    /** An event failed; Lambda is to try all of the invocation again. */
    static final class DispatchFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        DispatchFailed(String message) {
            super(message);
        }
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        try {
            handle(input.readAllBytes(), output);
        } finally {
            Tracing.flush(); // Lambda freezes the process
        }
    }

    private void handle(byte[] request, OutputStream output) throws IOException {
        JsonNode invocation = JSON.readTree(request);
        JsonNode first = invocation.path("Records").path(0);
        if (first.path("eventSource").asText().equals("aws:sqs")) {
            Optional<DeadLetterPoller> deadLetters =
                    inbox.get().deadLettersOf(first.path("eventSourceARN").asText());
            JsonNode messages = invocation.path("Records");
            output.write(
                    JSON.writeValueAsBytes(
                            deadLetters.isPresent()
                                    ? dead(messages, deadLetters.get())
                                    : mapped(messages)));
        } else {
            direct(new String(request, StandardCharsets.UTF_8));
        }
    }

    private ObjectNode mapped(JsonNode messages) {
        List<Answer> answers =
                inbox.get()
                        .events()
                        .dispatch(
                                StreamSupport.stream(messages.spliterator(), false)
                                        .map(LambdaHandler::envelope)
                                        .toList());
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        ArrayNode failures = reply.putArray("batchItemFailures");
        for (int i = 0; i < answers.size(); i++) {
            boolean again =
                    switch (answers.get(i)) {
                        case Answer.Done() -> false;
                        case Answer.Partly(String ignored) -> false;
                        case Answer.Malformed(String ignored) -> true;
                        case Answer.Unavailable(String ignored) -> true;
                    };
            if (again) {
                failures.addObject()
                        .put("itemIdentifier", messages.path(i).path("messageId").asText());
            }
        }
        return reply;
    }

    private static Envelope envelope(JsonNode message) {
        return new Envelope(message.path("body").asText(), trace(message));
    }

    private static Optional<String> trace(JsonNode message) {
        return Optional.of(message.path("attributes").path("AWSTraceHeader").asText());
    }

    /** Lambda deletes the others, which are deleted already: that does no harm. */
    private static ObjectNode dead(JsonNode messages, DeadLetterPoller poller) {
        List<Received> all =
                StreamSupport.stream(messages.spliterator(), false)
                        .map(LambdaHandler::received)
                        .toList();
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        ArrayNode failures = reply.putArray("batchItemFailures");
        for (Received left : poller.settled(all).left()) {
            failures.addObject().put("itemIdentifier", left.messageID());
        }
        return reply;
    }

    private static Received received(JsonNode message) {
        JsonNode attributes = message.path("attributes");
        return new Received(
                message.path("messageId").asText(),
                message.path("receiptHandle").asText(),
                message.path("body").asText(),
                attributes.path("ApproximateReceiveCount").asInt(1),
                attributes.path("SentTimestamp").asLong(),
                trace(message));
    }

    private void direct(String event) {
        Envelope envelope =
                new Envelope(event, Optional.ofNullable(System.getProperty(INVOCATIONS_TRACE)));
        switch (inbox.get().events().dispatch(List.of(envelope)).getFirst()) {
            case Answer.Done() -> {}
            case Answer.Partly(String why) -> throw new DispatchFailed(why);
            case Answer.Malformed(String why) -> throw new DispatchFailed(why);
            case Answer.Unavailable(String why) -> throw new DispatchFailed(why);
        }
    }
}
