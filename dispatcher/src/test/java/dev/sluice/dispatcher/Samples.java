package dev.sluice.dispatcher;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.shared.event.ObjectEvent;
import dev.sluice.shared.event.ObjectEvent.Created;
import dev.sluice.shared.event.ObjectEvent.ObjectName;
import dev.sluice.shared.event.ObjectEvent.Removed;
import dev.sluice.shared.job.Generation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Event bodies: AWS's own examples, and made ones. */
final class Samples {
    static final String BUCKET = "pictures";

    private Samples() {}

    /** One of the files under {@code events/}. */
    static String documented(String name) {
        try (InputStream in =
                Objects.requireNonNull(Samples.class.getResourceAsStream("/events/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, of an upload into {@link #BUCKET}. */
    static String documentedHere(String name) {
        return documented(name).replace("amzn-s3-demo-bucket1", BUCKET).replace("mybucket", BUCKET);
    }

    /** S3's own form; the key encoded as S3 does it, slashes left as they are. */
    static String s3(String key, String sequencer, Instant time) {
        return s3(BUCKET, key, sequencer, time);
    }

    static String s3(String bucket, String key, String sequencer, Instant time) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode event = body.putArray("Records").addObject();
        event.put("eventVersion", "2.1").put("eventSource", "aws:s3");
        event.put("eventTime", time.toString()).put("eventName", "ObjectCreated:Put");
        ObjectNode s3 = event.putObject("s3");
        s3.putObject("bucket").put("name", bucket);
        s3.putObject("object")
                .put("key", URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/"))
                .put("size", 5)
                .put("eTag", "e" + sequencer)
                .put("sequencer", sequencer);
        return body.toString();
    }

    /**
     * The removal of an object, as S3 writes it: without size and eTag.
     *
     * @param name {@code Delete} or {@code DeleteMarkerCreated}
     */
    static String s3Removed(String name, String key, String sequencer, Instant time) {
        return s3(key, sequencer, time)
                .replace("ObjectCreated:Put", "ObjectRemoved:" + name)
                .replaceFirst("\"size\":5,\"eTag\":\"[^\"]*\",", "");
    }

    /** An upload, a record that is none, and a removal. */
    static String twoAndAMalformedRecord(String key) {
        return s3(key, "1", Instant.EPOCH)
                .replace(
                        "]}",
                        """
                        ,{"eventSource":"aws:s3","eventName":"ObjectCreated:Put"}
                        ,{"eventSource":"aws:s3","eventName":"ObjectRemoved:Delete",
                          "eventTime":"2026-01-01T00:00:00Z",
                          "s3":{"bucket":{"name":"pictures"},"object":{"key":"a/gone.jpg"}}}]}
                        """);
    }

    static String sns(String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("Type", "Notification")
                .put("Message", message)
                .toString();
    }

    static String eventBridge(String key) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("source", "aws.s3").put("detail-type", "Object Created");
        body.put("time", "2026-01-01T00:00:00Z");
        ObjectNode detail = body.putObject("detail");
        detail.putObject("bucket").put("name", BUCKET);
        detail.putObject("object").put("key", key).put("size", 5).put("etag", "e1");
        return body.toString();
    }

    /** What a body says of new objects; nothing in it may be anything else. */
    static List<Created> uploads(String body) throws NotAnEvent {
        return EventReader.read(body).stream()
                .map(each -> (Created) ((S3Record.Event) each).event())
                .toList();
    }

    /** Dispatches events that are in no trace. */
    static List<Fate> dispatch(Dispatcher dispatcher, List<? extends ObjectEvent> events) {
        return dispatcher.dispatch(events.stream().map(S3Record.Event::new).toList());
    }

    static Created event(String key, String sequencer, long epochMilli) {
        return new Created(
                new ObjectName(BUCKET, key, Optional.empty()),
                Generation.of(Optional.of(sequencer), Instant.ofEpochMilli(epochMilli)),
                OptionalLong.of(5),
                Optional.of("e" + sequencer));
    }

    static Removed removed(String key, String sequencer, long epochMilli) {
        return new Removed(
                new ObjectName(BUCKET, key, Optional.empty()),
                Generation.of(Optional.of(sequencer), Instant.ofEpochMilli(epochMilli)));
    }
}
