package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.cloudformation.Statement;
import dev.sluice.ops.provision.Topology;
import dev.sluice.ops.provision.Topology.Queue;
import dev.sluice.ops.provision.Topology.Redrive;
import dev.sluice.shared.pipeline.Pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Queues of events and jobs, each with one for its dead letters, as the topology has them. */
final class Queues {
    static final String EVENTS = "EventQueue";
    static final String DEAD_EVENTS = "EventQueueDeadLetters";

    /** On which the bucket's notification waits: S3 tries whether it may send. */
    static final String EVENTS_POLICY = "EventQueuePolicy";

    private final Topology topology;
    private final List<Pipeline> pipelines;
    private final Encryption encryption;

    Queues(Deployment deployment, Encryption encryption) {
        this.topology = deployment.topology();
        this.pipelines = deployment.config().models().pipelines().lanes();
        this.encryption = encryption;
    }

    /** The queue of a pipeline's jobs. */
    static String jobs(String pipeline) {
        return LogicalName.of(pipeline) + "Jobs";
    }

    static String deadJobs(String pipeline) {
        return jobs(pipeline) + "DeadLetters";
    }

    void addTo(Stack stack) {
        stack.part("queues");
        Statement fromS3 =
                Statement.allowService(
                                "EventsFromS3",
                                "s3.amazonaws.com",
                                List.of("sqs:SendMessage"),
                                Fn.arn(EVENTS))
                        // by name: the bucket itself waits for this policy
                        .when("ArnLike", "aws:SourceArn", Fn.s3(topology.notification().bucket()));
        add(stack, EVENTS, topology.events(), List.of(fromS3));
        for (int i = 0; i < pipelines.size(); i++) {
            add(stack, jobs(pipelines.get(i).name()), topology.jobs().get(i), List.of());
        }
    }

    private void add(Stack stack, String id, Queue queue, List<Statement> more) {
        Optional<Redrive> redrive = queue.redrive();
        redrive.ifPresent(
                dead -> {
                    Queue letters = dead.deadLetters();
                    Map<String, Object> allowed =
                            Body.of(
                                    "redrivePermission",
                                    "byQueue",
                                    "sourceQueueArns",
                                    List.of(
                                            Fn.arnOf(
                                                    "sqs",
                                                    queue.name()))); // by name: else a circle
                    one(stack, id + "DeadLetters", letters, Body.of("RedriveAllowPolicy", allowed));
                    policy(stack, id + "DeadLetters", List.of());
                });
        Map<String, Object> redriven =
                redrive.map(
                                dead ->
                                        Body.of(
                                                "RedrivePolicy",
                                                Body.of(
                                                        "deadLetterTargetArn",
                                                        Fn.arn(id + "DeadLetters"),
                                                        "maxReceiveCount",
                                                        dead.receives())))
                        .orElse(Map.of());
        one(stack, id, queue, redriven);
        policy(stack, id, more);
    }

    private void one(Stack stack, String id, Queue queue, Map<String, Object> redrive) {
        Map<String, Object> properties =
                new LinkedHashMap<>(
                        Body.of(
                                "QueueName",
                                queue.name(),
                                "VisibilityTimeout",
                                queue.visibility().toSeconds(),
                                "MessageRetentionPeriod",
                                queue.retention().toSeconds(),
                                "ReceiveMessageWaitTimeSeconds",
                                Queue.LONG_POLL.toSeconds(),
                                "SqsManagedSseEnabled",
                                encryption.key().isPresent() ? Optional.empty() : Optional.of(true),
                                "KmsMasterKeyId",
                                encryption.key()));
        properties.putAll(redrive);
        stack.add(id, "AWS::SQS::Queue", properties)
                .excuses(
                        "CKV_AWS_27",
                        "SQS encrypts it with a key of its own, which this check does not know;"
                                + " ownKey takes one of the fleet's.");
    }

    private static void policy(Stack stack, String id, List<Statement> more) {
        List<Statement> statements = new ArrayList<>(more);
        statements.add(Statement.onlyByTls("sqs:*", List.of(Fn.arn(id))));
        stack.add(
                id + "Policy",
                "AWS::SQS::QueuePolicy",
                Body.of(
                        "Queues",
                        List.of(Fn.ref(id)),
                        "PolicyDocument",
                        Statement.policy(statements)));
    }
}
