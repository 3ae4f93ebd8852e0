package dev.sluice.dispatcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.shared.event.ObjectEvent;
import dev.sluice.shared.event.ObjectEvent.ObjectName;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.trace.TraceContext;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads S3's events in the forms in which AWS delivers them: S3's own records, EventBridge's event,
 * and either wrapped by SNS (as a queue or as Lambda gets it). What other stores leave out, an
 * object's size and eTag, is no fault. S3's test event gives an empty list.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">
 *     S3's records</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html">EventBridge</a>
 */
final class EventReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EventReader() {}

    /**
     * What a message says, record by record.
     *
     * @throws NotAnEvent if the body is nothing that S3 sends
     */
    static List<S3Record> read(String body) throws NotAnEvent {
        try {
            return read(JSON.readTree(body));
        } catch (JsonProcessingException e) {
            throw new NotAnEvent("the body is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * @throws NotAnEvent as {@link #read(String)}
     */
    static List<S3Record> read(JsonNode body) throws NotAnEvent {
        if (body.path("Records").isArray()) {
            List<S3Record> events = new ArrayList<>();
            for (JsonNode item : body.path("Records")) {
                try {
                    events.addAll(record(item));
                } catch (NotAnEvent e) {
                    events.add(
                            new S3Record.Malformed(
                                    String.valueOf(e.getMessage()), item.toString()));
                }
            }
            return events;
        }
        if (body.path("Type").asText().equals("Notification")) {
            return in(traceOfSns(body), read(text(body, "Message")));
        }
        if (body.path("source").asText().equals("aws.s3")) {
            return in(trace(body.path("traceparent")), List.of(eventBridge(body)));
        }
        if (body.path("Event").asText().equals("s3:TestEvent")) {
            return List.of();
        }
        throw new NotAnEvent(
                "neither S3's records, nor an SNS notification, nor S3's event by EventBridge");
    }

    private static List<S3Record> record(JsonNode item) throws NotAnEvent {
        if (item.path("EventSource").asText().equals("aws:sns")) {
            return in(traceOfSns(item.path("Sns")), read(text(item, "Sns", "Message")));
        }
        String source = item.path("eventSource").asText();
        if (source.isEmpty() ? !item.has("s3") : !source.endsWith(":s3")) { // aws:s3, minio:s3
            throw new NotAnEvent("a record's eventSource is not S3");
        }
        // AWS: only a new major version may change what is there already.
        String version = item.path("eventVersion").asText("2.0");
        if (!version.startsWith("2.")) {
            throw new NotAnEvent("eventVersion %s is not 2.x".formatted(version));
        }
        return List.of(byName(text(item, "eventName"), item));
    }

    /** A publisher's attribute. Without one it is SNS that tells, beside the body. */
    private static Optional<TraceContext> traceOfSns(JsonNode notification) {
        return trace(notification.path("MessageAttributes").path("traceparent").path("Value"));
    }

    private static Optional<TraceContext> trace(JsonNode traceparent) {
        return TraceContext.ofW3C(traceparent.asText());
    }

    private static List<S3Record> in(Optional<TraceContext> trace, List<S3Record> records) {
        return records.stream()
                .map(each -> each instanceof S3Record.Event event ? event.in(trace) : each)
                .toList();
    }

    private static S3Record byName(String eventName, JsonNode item) throws NotAnEvent {
        String name = eventName.startsWith("s3:") ? eventName.substring(3) : eventName;
        int colon = name.indexOf(':');
        String what = colon < 0 ? name : name.substring(0, colon);
        return switch (what) {
            case "ObjectCreated" -> new S3Record.Event(created(told(item), "eTag"));
            case "ObjectRemoved", "LifecycleExpiration" ->
                    new S3Record.Event(removed(told(item), name.endsWith(":DeleteMarkerCreated")));
            default -> new S3Record.Other();
        };
    }

    private static Told told(JsonNode item) throws NotAnEvent {
        JsonNode object = item.path("s3").path("object");
        return new Told(
                object,
                new ObjectName(
                        text(item, "s3", "bucket", "name"),
                        decoded(text(object, "key")),
                        optional(object, "versionId")),
                text(item, "eventTime"));
    }

    /** Its keys are raw, unlike those of S3's records. */
    private static S3Record eventBridge(JsonNode body) throws NotAnEvent {
        JsonNode detail = body.path("detail");
        return switch (text(body, "detail-type")) {
            case "Object Created" -> new S3Record.Event(created(toldByBridge(body), "etag"));
            case "Object Deleted" ->
                    new S3Record.Event(
                            removed(
                                    toldByBridge(body),
                                    detail.path("deletion-type")
                                            .asText()
                                            .equals("Delete Marker Created")));
            default -> new S3Record.Other();
        };
    }

    private static Told toldByBridge(JsonNode body) throws NotAnEvent {
        JsonNode object = body.path("detail").path("object");
        return new Told(
                object,
                new ObjectName(
                        text(body, "detail", "bucket", "name"),
                        text(object, "key"),
                        optional(object, "version-id")),
                text(body, "time"));
    }

    /** What events of either kind and form say of an object. */
    private record Told(JsonNode object, ObjectName name, String time) {
        Generation generation() throws NotAnEvent {
            try {
                return Generation.of(optional(object, "sequencer"), Instant.parse(time));
            } catch (DateTimeException | IllegalArgumentException e) {
                throw new NotAnEvent(
                        "the event of %s: %s".formatted(name.key(), e.getMessage()), e);
            }
        }
    }

    private static ObjectEvent created(Told told, String eTag) throws NotAnEvent {
        return new ObjectEvent.Created(
                told.name(),
                told.generation(),
                size(told.object().path("size")),
                optional(told.object(), eTag).map(quoted -> quoted.replace("\"", "")));
    }

    /**
     * @param marked whether a delete marker hides the object: the version named is then the
     *     marker's, and the key holds nothing any more
     */
    private static ObjectEvent removed(Told told, boolean marked) throws NotAnEvent {
        ObjectName name = told.name();
        return new ObjectEvent.Removed(
                marked ? new ObjectName(name.bucket(), name.key(), Optional.empty()) : name,
                told.generation());
    }

    private static OptionalLong size(JsonNode size) throws NotAnEvent {
        if (size.isMissingNode() || size.isNull()) {
            return OptionalLong.empty();
        }
        if (!size.canConvertToLong() || size.asLong() < 0) {
            throw new NotAnEvent("size %s is no number of bytes".formatted(size));
        }
        return OptionalLong.of(size.asLong());
    }

    private static String decoded(String key) throws NotAnEvent {
        try {
            return URLDecoder.decode(key, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new NotAnEvent("key \"%s\" is not form-url-encoded".formatted(key), e);
        }
    }

    private static String text(JsonNode node, String... path) throws NotAnEvent {
        JsonNode found = node;
        for (String name : path) {
            found = found.path(name);
        }
        if (!found.isTextual() || found.textValue().isEmpty()) {
            throw new NotAnEvent("no text at \"%s\"".formatted(String.join(".", path)));
        }
        return found.textValue();
    }

    private static Optional<String> optional(JsonNode node, String name) {
        JsonNode found = node.path(name);
        return found.isTextual() && !found.textValue().isEmpty()
                ? Optional.of(found.textValue())
                : Optional.empty();
    }
}
