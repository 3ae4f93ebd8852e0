package dev.sluice.ops.doctor;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.doctor.Finding.Fault;
import dev.sluice.ops.doctor.Finding.Good;
import dev.sluice.ops.provision.Topology;
import dev.sluice.ops.provision.Topology.Queue;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Whether the queues are there, and keep messages as the pipelines want it. */
record Queues(SqsClient sqs, Topology topology) implements Check {
    @Override
    public String about() {
        return "queues";
    }

    @Override
    public List<Finding> look() {
        List<Queue> all =
                Stream.concat(Stream.of(topology.events()), topology.jobs().stream())
                        .flatMap(
                                queue ->
                                        Stream.concat(
                                                Stream.of(queue),
                                                queue.redrive().stream()
                                                        .map(Topology.Redrive::deadLetters)))
                        .toList();
        List<Finding> findings = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Queue queue : all) {
            try {
                List<String> wrong = wrong(queue);
                if (!wrong.isEmpty()) {
                    findings.add(
                            new Fault(
                                    "queue " + queue.name(),
                                    String.join(", ", wrong),
                                    "`ops/sluice provision` sets it right"));
                }
            } catch (QueueDoesNotExistException e) {
                missing.add(queue.name());
            }
        }
        int right = all.size() - findings.size() - missing.size();
        if (right > 0) {
            findings.addFirst(new Good(about(), right + " are as they should be"));
        }
        if (!missing.isEmpty()) {
            findings.add(
                    new Fault(
                            about(),
                            "do not exist: " + String.join(", ", missing),
                            "`ops/sluice provision` creates them"));
        }
        return findings;
    }

    private List<String> wrong(Queue queue) {
        String url = sqs.getQueueUrl(get -> get.queueName(queue.name())).queueUrl();
        Map<QueueAttributeName, String> standing =
                sqs.getQueueAttributes(
                                get -> get.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                        .attributes();
        List<String> wrong = new ArrayList<>();
        compare(
                "visibility time-out",
                standing.get(QueueAttributeName.VISIBILITY_TIMEOUT),
                queue.visibility(),
                wrong);
        compare(
                "retention",
                standing.get(QueueAttributeName.MESSAGE_RETENTION_PERIOD),
                queue.retention(),
                wrong);
        queue.redrive()
                .ifPresent(
                        redrive ->
                                compare(
                                        standing.getOrDefault(
                                                QueueAttributeName.REDRIVE_POLICY, ""),
                                        redrive,
                                        wrong));
        return wrong;
    }

    /** Emulators leave out what they do not keep. */
    private static void compare(
            String what, @Nullable String standing, Duration wanted, List<String> wrong) {
        if (standing != null && !standing.equals(Long.toString(wanted.toSeconds()))) {
            wrong.add("its %s is %s s, not %d s".formatted(what, standing, wanted.toSeconds()));
        }
    }

    private static void compare(String standing, Topology.Redrive wanted, List<String> wrong) {
        JsonNode policy = Json.of(standing);
        String target = policy.path("deadLetterTargetArn").asText();
        if (!target.endsWith(":" + wanted.deadLetters().name())) {
            wrong.add("its dead letters do not go to " + wanted.deadLetters().name());
        } else if (policy.path("maxReceiveCount").asInt() != wanted.receives()) {
            wrong.add(
                    "it gives a message up after %s receives, not %d"
                            .formatted(policy.path("maxReceiveCount").asText(), wanted.receives()));
        }
    }
}
