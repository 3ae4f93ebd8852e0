package dev.sluice.ops.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What became of an object, as S3 tells it to a queue.
 *
 * @param name {@code ObjectCreated:Put}, {@code ObjectRemoved:Delete} and the like
 * @param key as the client gave it, not encoded
 * @param content of an object that was written
 */
record BucketEvent(
        String name,
        String bucket,
        String key,
        @Nullable Content content,
        String sequencer,
        Instant time) {
    /**
     * @param size in bytes
     * @param eTag without quotes
     */
    record Content(long size, String eTag, @Nullable String versionId) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Milliseconds always, as S3 writes them; {@code Instant.toString} drops zeros. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /**
     * The message body.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event
     *     message structure</a>
     */
    String toJson(String region) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode event = body.putArray("Records").addObject();
        event.put("eventVersion", "2.1");
        event.put("eventSource", "aws:s3");
        event.put("awsRegion", region);
        event.put("eventTime", TIME.format(time));
        event.put("eventName", name);
        event.putObject("userIdentity").put("principalId", "LOCAL");
        event.putObject("requestParameters").put("sourceIPAddress", "127.0.0.1");
        event.putObject("responseElements")
                .put("x-amz-request-id", sequencer)
                .put("x-amz-id-2", "local");
        ObjectNode s3 = event.putObject("s3");
        s3.put("s3SchemaVersion", "1.0");
        s3.put("configurationId", "sluice");
        ObjectNode inBucket = s3.putObject("bucket").put("name", bucket);
        inBucket.putObject("ownerIdentity").put("principalId", "LOCAL");
        inBucket.put("arn", "arn:aws:s3:::" + bucket);
        ObjectNode object = s3.putObject("object");
        object.put("key", formEncoded(key));
        if (content != null) { // of what is gone S3 says the key alone
            object.put("size", content.size());
            object.put("eTag", content.eTag());
            if (content.versionId() != null) {
                object.put("versionId", content.versionId());
            }
        }
        object.put("sequencer", sequencer);
        return JSON.valueToTree(body).toString();
    }

    /** As a form field, a space being a plus sign, but with its slashes. */
    private static String formEncoded(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    }
}
