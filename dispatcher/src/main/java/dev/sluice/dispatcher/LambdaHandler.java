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
 * are to come again. Invoked by S3, SNS or EventBridge directly it throws if any event failed, for
 * such an invocation succeeds or fails as a whole (RULES 20).
 */
public final class LambdaHandler implements RequestStreamHandler {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where Lambda's runtime for Java puts X-Ray's header of the invocation under way. */
    private static final String INVOCATIONS_TRACE = "com.amazonaws.xray.traceHeader";

    private final Supplier<MessageDispatcher> open;

    /** Guarded by this; empty until the first invocation. */
    private Optional<MessageDispatcher> opened = Optional.empty();

    /** For Lambda. The environment is read at the first invocation, so that its errors are seen. */
    public LambdaHandler() {
        this(LambdaHandler::ofEnvironment);
    }

    private static MessageDispatcher ofEnvironment() {
        Settings settings = Settings.read(System.getenv());
        Logs.ofProgram(settings.log());
        Tracing.ofProgram("sluice-dispatcher", System.getenv());
        return Wiring.open(settings, new ApiMeter(), 1, false).getInstance(MessageDispatcher.class);
    }

    LambdaHandler(Supplier<MessageDispatcher> open) {
        this.open = open;
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
            output.write(JSON.writeValueAsBytes(mapped(invocation.path("Records"))));
        } else {
            direct(new String(request, StandardCharsets.UTF_8));
        }
    }

    private synchronized MessageDispatcher dispatcher() {
        MessageDispatcher dispatcher = opened.orElseGet(open);
        opened = Optional.of(dispatcher);
        return dispatcher;
    }

    private ObjectNode mapped(JsonNode messages) {
        List<Answer> answers =
                dispatcher()
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
        String trace = message.path("attributes").path("AWSTraceHeader").asText();
        return new Envelope(message.path("body").asText(), Optional.of(trace));
    }

    private void direct(String event) {
        Envelope envelope =
                new Envelope(event, Optional.ofNullable(System.getProperty(INVOCATIONS_TRACE)));
        switch (dispatcher().dispatch(List.of(envelope)).getFirst()) {
            case Answer.Done() -> {}
            case Answer.Partly(String why) -> throw new DispatchFailed(why);
            case Answer.Malformed(String why) -> throw new DispatchFailed(why);
            case Answer.Unavailable(String why) -> throw new DispatchFailed(why);
        }
    }
}
