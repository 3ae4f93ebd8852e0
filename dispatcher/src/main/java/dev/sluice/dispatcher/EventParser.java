package dev.sluice.dispatcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

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
final class EventParser {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EventParser() {}

    /**
     * What a message says, record by record.
     *
     * @throws NotAnEvent if the body is nothing that S3 sends
     */
    static List<S3Event> parse(String body) throws NotAnEvent {
        try {
            return parse(JSON.readTree(body));
        } catch (JsonProcessingException e) {
            throw new NotAnEvent("the body is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * @throws NotAnEvent as {@link #parse(String)}
     */
    static List<S3Event> parse(JsonNode body) throws NotAnEvent {
        if (body.path("Records").isArray()) {
            List<S3Event> events = new ArrayList<>();
            for (JsonNode item : body.path("Records")) {
                try {
                    events.addAll(record(item));
                } catch (NotAnEvent e) {
                    events.add(
                            new S3Event.Malformed(String.valueOf(e.getMessage()), item.toString()));
                }
            }
            return events;
        }
        if (body.path("Type").asText().equals("Notification")) {
            return parse(text(body, "Message"));
        }
        if (body.path("source").asText().equals("aws.s3")) {
            return List.of(eventBridge(body));
        }
        if (body.path("Event").asText().equals("s3:TestEvent")) {
            return List.of();
        }
        throw new NotAnEvent(
                "neither S3's records, nor an SNS notification, nor S3's event by EventBridge");
    }

    private static List<S3Event> record(JsonNode item) throws NotAnEvent {
        if (item.path("EventSource").asText().equals("aws:sns")) {
            return parse(text(item, "Sns", "Message"));
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

    private static S3Event byName(String eventName, JsonNode item) throws NotAnEvent {
        String name = eventName.startsWith("s3:") ? eventName.substring(3) : eventName;
        if (name.startsWith("ObjectRemoved:") || name.startsWith("LifecycleExpiration:")) {
            return new S3Event.Removed();
        }
        if (!name.startsWith("ObjectCreated:")) {
            return new S3Event.Other();
        }
        JsonNode object = item.path("s3").path("object");
        return created(
                text(item, "s3", "bucket", "name"),
                decoded(text(object, "key")),
                object,
                optional(object, "eTag"),
                optional(object, "versionId"),
                text(item, "eventTime"));
    }

    /** Its keys are raw, unlike those of S3's records. */
    private static S3Event eventBridge(JsonNode body) throws NotAnEvent {
        String type = text(body, "detail-type");
        if (type.equals("Object Deleted")) {
            return new S3Event.Removed();
        }
        if (!type.equals("Object Created")) {
            return new S3Event.Other();
        }
        JsonNode object = body.path("detail").path("object");
        return created(
                text(body, "detail", "bucket", "name"),
                text(object, "key"),
                object,
                optional(object, "etag"),
                optional(object, "version-id"),
                text(body, "time"));
    }

    private static S3Event created(
            String bucket,
            String key,
            JsonNode object,
            Optional<String> eTag,
            Optional<String> versionId,
            String time)
            throws NotAnEvent {
        try {
            return new S3Event.Created(
                    new UploadEvent(
                            bucket,
                            key,
                            size(object.path("size")),
                            eTag.map(quoted -> quoted.replace("\"", "")),
                            versionId,
                            optional(object, "sequencer"),
                            Instant.parse(time)));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new NotAnEvent("the event of %s: %s".formatted(key, e.getMessage()), e);
        }
    }

    private static OptionalLong size(JsonNode size) {
        if (size.isMissingNode() || size.isNull()) {
            return OptionalLong.empty();
        }
        if (!size.canConvertToLong() || size.asLong() < 0) {
            throw new IllegalArgumentException("size %s is no number of bytes".formatted(size));
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
