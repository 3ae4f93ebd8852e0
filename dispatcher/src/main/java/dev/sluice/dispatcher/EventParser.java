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

/**
 * Reads S3's events in the forms in which AWS delivers them: S3's own records, the same wrapped by
 * SNS (as a queue or as Lambda gets it), and EventBridge. S3's test event and events that create no
 * object give an empty list.
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
     * @throws NotAnEvent if the body, or any record in it, is malformed
     */
    static List<UploadEvent> parse(String body) throws NotAnEvent {
        try {
            return parse(JSON.readTree(body));
        } catch (JsonProcessingException e) {
            throw new NotAnEvent("the body is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * @throws NotAnEvent as {@link #parse(String)}
     */
    static List<UploadEvent> parse(JsonNode body) throws NotAnEvent {
        if (body.path("Records").isArray()) {
            List<UploadEvent> events = new ArrayList<>();
            for (JsonNode item : body.path("Records")) {
                events.addAll(record(item));
            }
            return events;
        }
        if (body.path("Type").asText().equals("Notification")) {
            return parse(text(body, "Message"));
        }
        if (body.path("source").asText().equals("aws.s3")) {
            return eventBridge(body);
        }
        if (body.path("Event").asText().equals("s3:TestEvent")) {
            return List.of();
        }
        throw new NotAnEvent(
                "neither S3's records, nor an SNS notification, nor S3's event by EventBridge");
    }

    private static List<UploadEvent> record(JsonNode item) throws NotAnEvent {
        if (item.path("EventSource").asText().equals("aws:sns")) {
            return parse(text(item, "Sns", "Message"));
        }
        if (!item.path("eventSource").asText().endsWith(":s3")) { // aws:s3, minio:s3, ceph:s3
            throw new NotAnEvent("a record's eventSource is not S3");
        }
        // AWS: only a new major version may change what is there already.
        String version = item.path("eventVersion").asText("2.0");
        if (!version.startsWith("2.")) {
            throw new NotAnEvent("eventVersion %s is not 2.x".formatted(version));
        }
        String name = text(item, "eventName");
        if (!name.startsWith("ObjectCreated:") && !name.startsWith("s3:ObjectCreated:")) {
            return List.of();
        }
        JsonNode object = item.path("s3").path("object");
        return event(
                text(item, "s3", "bucket", "name"),
                decoded(text(object, "key")),
                object,
                text(object, "eTag"),
                optional(object, "versionId"),
                text(item, "eventTime"));
    }

    /** Its keys are raw, unlike those of S3's records. */
    private static List<UploadEvent> eventBridge(JsonNode body) throws NotAnEvent {
        if (!text(body, "detail-type").equals("Object Created")) {
            return List.of();
        }
        JsonNode object = body.path("detail").path("object");
        return event(
                text(body, "detail", "bucket", "name"),
                text(object, "key"),
                object,
                text(object, "etag"),
                optional(object, "version-id"),
                text(body, "time"));
    }

    private static List<UploadEvent> event(
            String bucket,
            String key,
            JsonNode object,
            String eTag,
            Optional<String> versionId,
            String time)
            throws NotAnEvent {
        JsonNode size = object.path("size");
        if (!size.canConvertToLong() || size.asLong() < 0) {
            throw new NotAnEvent("\"size\" of %s is no number of bytes".formatted(key));
        }
        try {
            return List.of(
                    new UploadEvent(
                            bucket,
                            key,
                            size.asLong(),
                            eTag.replace("\"", ""),
                            versionId,
                            optional(object, "sequencer"),
                            Instant.parse(time)));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new NotAnEvent("the event of %s: %s".formatted(key, e.getMessage()), e);
        }
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
