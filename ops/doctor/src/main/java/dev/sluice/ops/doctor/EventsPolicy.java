package dev.sluice.ops.doctor;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.doctor.Finding.Fault;
import dev.sluice.ops.doctor.Finding.Good;
import dev.sluice.ops.doctor.Finding.Unchecked;
import dev.sluice.ops.provision.Topology.Notification;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether the queue of events lets the bucket send. */
record EventsPolicy(SqsClient sqs, Notification notification) implements Check {
    @Override
    public String about() {
        return "policy of queue " + notification.queue();
    }

    @Override
    public List<Finding> look() {
        Map<QueueAttributeName, String> standing;
        try {
            String url = sqs.getQueueUrl(get -> get.queueName(notification.queue())).queueUrl();
            standing =
                    sqs.getQueueAttributes(
                                    get -> get.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                            .attributes();
        } catch (QueueDoesNotExistException e) {
            return List.of(); // said already
        }
        String policy = standing.getOrDefault(QueueAttributeName.POLICY, "");
        if (policy.isBlank() && sqs.serviceClientConfiguration().endpointOverride().isPresent()) {
            return List.of(new Unchecked(about(), "this SQS tells of none, and may keep none"));
        }
        String arn = standing.getOrDefault(QueueAttributeName.QUEUE_ARN, "");
        return Json.each(Json.of(policy).path("Statement")).stream()
                        .anyMatch(statement -> allows(statement, arn))
                ? List.of(new Good(about(), "bucket %s may send".formatted(notification.bucket())))
                : List.of(
                        new Fault(
                                about(),
                                "S3 may not send events of bucket %s"
                                        .formatted(notification.bucket()),
                                "`ops/sluice provision` adds the statement"));
    }

    private boolean allows(JsonNode statement, String queue) {
        return statement.path("Effect").asText().equals("Allow")
                && toS3(statement.path("Principal"))
                && any(statement.path("Action"), "sqs:SendMessage")
                && any(statement.path("Resource"), queue)
                && forBucket(statement.path("Condition"), queue);
    }

    private static boolean toS3(JsonNode principal) {
        return any(principal, "s3.amazonaws.com")
                || any(principal.path("Service"), "s3.amazonaws.com");
    }

    /** Conditions on the sender; of others there are none that S3 fails. */
    private boolean forBucket(JsonNode condition, String queue) {
        String[] arn = queue.split(":", -1);
        String bucket =
                "arn:%s:s3:::%s".formatted(arn.length > 1 ? arn[1] : "aws", notification.bucket());
        String account = arn.length > 4 ? arn[4] : "";
        return condition.properties().stream()
                .flatMap(operator -> operator.getValue().properties().stream())
                .allMatch(
                        key ->
                                switch (key.getKey().toLowerCase(Locale.ROOT)) {
                                    case "aws:sourcearn" -> any(key.getValue(), bucket);
                                    case "aws:sourceaccount" -> any(key.getValue(), account);
                                    default -> true;
                                });
    }

    /** Whether one of the patterns of a policy matches, in which * and ? are wild. */
    private static boolean any(JsonNode patterns, String text) {
        return Json.each(patterns).stream()
                .map(JsonNode::asText)
                .anyMatch(
                        pattern ->
                                Pattern.compile(regex(pattern), Pattern.CASE_INSENSITIVE)
                                        .matcher(text)
                                        .matches());
    }

    private static String regex(String pattern) {
        return pattern.chars()
                .mapToObj(
                        c ->
                                switch (c) {
                                    case '*' -> ".*";
                                    case '?' -> ".";
                                    default -> Pattern.quote(Character.toString(c));
                                })
                .collect(Collectors.joining());
    }
}
