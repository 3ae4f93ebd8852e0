package dev.sluice.ops.doctor;

import dev.sluice.ops.provision.Topology;
import dev.sluice.ops.provision.Topology.Queue;
import dev.sluice.ops.provision.Topology.Redrive;
import dev.sluice.shared.Settings;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a program does to some resources: docs/aws.md, Permissions.
 *
 * @param actions as IAM names them
 * @param resources ARNs, or {@code *} for actions that know no resources
 */
record Need(List<String> actions, List<String> resources) {
    private static final List<String> SQS_READ =
            List.of(
                    "sqs:GetQueueUrl",
                    "sqs:ReceiveMessage",
                    "sqs:DeleteMessage",
                    "sqs:ChangeMessageVisibility");
    private static final List<String> METRICS = List.of("cloudwatch:PutMetricData");
    private static final List<String> FLEET = List.of("dynamodb:UpdateItem", "dynamodb:Query");

    Need {
        actions = List.copyOf(actions);
        resources = List.copyOf(resources);
    }

    /**
     * Where a deployment's resources are.
     *
     * @param partition such as {@code aws} or {@code aws-cn}
     */
    record Place(String partition, String region, String account) {
        /** That of a principal's ARN, and a region. */
        static Place of(String principal, String region) {
            String[] arn = principal.split(":", -1);
            return new Place(arn[1], region, arn[4]);
        }

        private String arn(String service, String resource) {
            return "arn:%s:%s:%s:%s:%s".formatted(partition, service, region, account, resource);
        }

        private String object(String bucket) {
            return bucket(bucket) + "/*";
        }

        private String bucket(String bucket) {
            return "arn:%s:s3:::%s".formatted(partition, bucket);
        }
    }

    static List<Need> ofWorker(Settings settings, Topology topology, Place place) {
        List<String> jobs = queues(topology.jobs().stream(), place);
        return List.of(
                new Need(SQS_READ, jobs),
                new Need(List.of("sqs:SendMessage", "sqs:GetQueueAttributes"), jobs),
                new Need(List.of("s3:GetObject"), List.of(place.object(settings.bucket()))),
                new Need(
                        List.of("s3:GetObject", "s3:PutObject"),
                        List.of(place.object(settings.resultBucket()))),
                new Need(List.of("s3:ListBucket"), buckets(topology, place)),
                new Need(
                        List.of(
                                "dynamodb:DescribeTable",
                                "dynamodb:GetItem",
                                "dynamodb:PartiQLUpdate",
                                "dynamodb:UpdateItem"),
                        List.of(place.arn("dynamodb", "table/" + settings.table()))),
                new Need(FLEET, List.of(place.arn("dynamodb", "table/" + settings.fleetTable()))),
                new Need(METRICS, List.of("*")));
    }

    static List<Need> ofDispatcher(Settings settings, Topology topology, Place place) {
        List<String> jobs = queues(topology.jobs().stream(), place);
        List<String> read =
                queues(
                        Stream.concat(
                                Stream.of(topology.events()),
                                topology.jobs().stream()
                                        .flatMap(queue -> queue.redrive().stream())
                                        .map(Redrive::deadLetters)),
                        place);
        return List.of(
                new Need(SQS_READ, read),
                new Need(List.of("sqs:SendMessage", "sqs:GetQueueAttributes"), jobs),
                new Need(List.of("s3:ListBucket"), buckets(topology, place)),
                new Need(
                        List.of(
                                "dynamodb:DescribeTable",
                                "dynamodb:GetItem",
                                "dynamodb:UpdateItem"),
                        List.of(place.arn("dynamodb", "table/" + settings.table()))),
                new Need(FLEET, List.of(place.arn("dynamodb", "table/" + settings.fleetTable()))),
                new Need(METRICS, List.of("*")));
    }

    private static List<String> queues(Stream<Queue> queues, Place place) {
        return queues.map(queue -> place.arn("sqs", queue.name())).toList();
    }

    private static List<String> buckets(Topology topology, Place place) {
        return topology.buckets().stream().map(place::bucket).toList();
    }
}
