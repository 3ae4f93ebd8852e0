package dev.sluice.ops.provision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.provision.Topology.Queue;
import dev.sluice.ops.provision.Topology.Redrive;
import dev.sluice.shared.config.StartFailure;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Queues with their dead-letter queues. Attributes are set after creation: SQS refuses to create a
 * queue again with other attributes.
 */
final class QueueSetup {
    /** Marks our statement among those of others; letters and digits only. */
    private static final String STATEMENT = "SluiceEventsFromS3";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SqsClient sqs;
    private final Consumer<String> say;

    QueueSetup(SqsClient sqs, Consumer<String> say) {
        this.sqs = sqs;
        this.say = say;
    }

    /**
     * Makes the queue, and before it that of its dead letters.
     *
     * @return its ARN
     */
    String make(Queue queue) {
        Map<QueueAttributeName, String> attributes = new EnumMap<>(QueueAttributeName.class);
        attributes.put(QueueAttributeName.VISIBILITY_TIMEOUT, seconds(queue.visibility()));
        attributes.put(QueueAttributeName.MESSAGE_RETENTION_PERIOD, seconds(queue.retention()));
        attributes.put(
                QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, seconds(Queue.LONG_POLL));
        queue.redrive()
                .ifPresent(
                        redrive ->
                                attributes.put(QueueAttributeName.REDRIVE_POLICY, policy(redrive)));
        String url = url(queue.name());
        correct(queue.name(), url, attributes);
        return current(url).getOrDefault(QueueAttributeName.QUEUE_ARN, "");
    }

    private String policy(Redrive redrive) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("deadLetterTargetArn", make(redrive.deadLetters()))
                .put("maxReceiveCount", redrive.receives())
                .toString();
    }

    /**
     * Adds the statement that lets S3 send this bucket's events to the queue's policy.
     *
     * @param arn of the queue: {@code arn:partition:sqs:region:account:name}
     */
    void letS3Send(String arn, String bucket) {
        String[] parts = arn.split(":", 6);
        String url = url(parts[5]);
        ObjectNode ours = JsonNodeFactory.instance.objectNode();
        ours.put("Sid", STATEMENT).put("Effect", "Allow");
        ours.putObject("Principal").put("Service", "s3.amazonaws.com");
        ours.put("Action", "sqs:SendMessage").put("Resource", arn);
        ObjectNode condition = ours.putObject("Condition");
        condition
                .putObject("ArnLike")
                .put("aws:SourceArn", "arn:%s:s3:::%s".formatted(parts[1], bucket));
        // Bucket names are free again once deleted: only the owner's bucket may send.
        condition.putObject("StringEquals").put("aws:SourceAccount", parts[4]);
        ObjectNode policy = JsonNodeFactory.instance.objectNode();
        policy.put("Version", "2012-10-17");
        ArrayNode statements = policy.putArray("Statement");
        JsonNode old = json(current(url).getOrDefault(QueueAttributeName.POLICY, ""));
        JsonNode standing = old.path("Statement"); // IAM takes one as it is, too
        for (JsonNode statement : standing.isObject() ? List.of(standing) : standing) {
            if (!statement.path("Sid").asText().equals(STATEMENT)) {
                statements.add(statement);
            }
        }
        statements.add(ours);
        correct(parts[5], url, Map.of(QueueAttributeName.POLICY, policy.toString()));
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }

    private String url(String name) {
        try {
            return sqs.getQueueUrl(get -> get.queueName(name)).queueUrl();
        } catch (QueueDoesNotExistException e) {
            String url = sqs.createQueue(create -> create.queueName(name)).queueUrl();
            say.accept("created queue " + name);
            return url;
        }
    }

    private void correct(String name, String url, Map<QueueAttributeName, String> wanted) {
        Map<QueueAttributeName, String> current = current(url);
        Map<QueueAttributeName, String> differing = new EnumMap<>(QueueAttributeName.class);
        wanted.forEach(
                (attribute, value) -> {
                    if (!same(attribute, current.getOrDefault(attribute, ""), value)) {
                        differing.put(attribute, value);
                    }
                });
        if (!differing.isEmpty()) {
            sqs.setQueueAttributes(set -> set.queueUrl(url).attributes(differing));
            // Emulators take some attributes and ignore them; that is no change to tell of.
            Map<QueueAttributeName, String> after = current(url);
            differing.keySet().removeIf(attribute -> !after.containsKey(attribute));
            if (!differing.isEmpty()) {
                say.accept("set %s of queue %s".formatted(differing.keySet(), name));
            }
        }
    }

    private static boolean same(QueueAttributeName attribute, String a, String b) {
        return switch (attribute) {
            // SQS returns the number as it was given, as text or as number.
            case REDRIVE_POLICY ->
                    json(a).path("maxReceiveCount").asInt()
                                    == json(b).path("maxReceiveCount").asInt()
                            && json(a).path("deadLetterTargetArn")
                                    .equals(json(b).path("deadLetterTargetArn"));
            case POLICY -> json(a).equals(json(b));
            default -> a.equals(b);
        };
    }

    private Map<QueueAttributeName, String> current(String url) {
        return sqs.getQueueAttributes(
                        get -> get.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes();
    }

    private static JsonNode json(String text) {
        try {
            return text.isBlank() ? JsonNodeFactory.instance.objectNode() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new StartFailure("A queue has a policy that is no JSON: " + text, e);
        }
    }
}
