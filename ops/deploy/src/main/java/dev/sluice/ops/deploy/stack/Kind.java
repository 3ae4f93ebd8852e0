package dev.sluice.ops.deploy.stack;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A type of resource, in words.
 *
 * @param one such as {@code queue}
 * @param holds whether customers' data lies in it
 */
record Kind(String type, String one, boolean holds) {
    private static final List<Kind> KNOWN =
            List.of(
                    new Kind("AWS::S3::Bucket", "bucket", true),
                    new Kind("AWS::DynamoDB::Table", "table", true),
                    new Kind("AWS::SQS::Queue", "queue", true),
                    new Kind("AWS::KMS::Key", "encryption key", true),
                    new Kind("AWS::Logs::LogGroup", "log group", false),
                    new Kind("AWS::ECR::Repository", "image repository", false),
                    new Kind("AWS::SQS::QueuePolicy", "queue policy", false),
                    new Kind("AWS::S3::BucketPolicy", "bucket policy", false),
                    new Kind("AWS::SNS::Topic", "topic", false),
                    new Kind("AWS::SNS::Subscription", "subscription", false),
                    new Kind("AWS::IAM::Role", "role", false),
                    new Kind("AWS::IAM::RolePolicy", "role policy", false),
                    new Kind("AWS::IAM::Policy", "role policy", false),
                    new Kind("AWS::IAM::ManagedPolicy", "managed policy", false),
                    new Kind("AWS::IAM::InstanceProfile", "instance profile", false),
                    new Kind("AWS::Lambda::Function", "function", false),
                    new Kind("AWS::Lambda::Version", "function version", false),
                    new Kind("AWS::Lambda::Alias", "function alias", false),
                    new Kind("AWS::Lambda::Permission", "function permission", false),
                    new Kind("AWS::Lambda::EventSourceMapping", "event source mapping", false),
                    new Kind("AWS::EC2::LaunchTemplate", "launch template", false),
                    new Kind("AWS::AutoScaling::AutoScalingGroup", "autoscaling group", false),
                    new Kind("AWS::AutoScaling::LifecycleHook", "lifecycle hook", false),
                    new Kind("AWS::AutoScaling::ScalingPolicy", "scaling policy", false),
                    new Kind("AWS::AutoScaling::ScheduledAction", "schedule", false),
                    new Kind("AWS::AutoScaling::WarmPool", "warm pool", false),
                    new Kind("AWS::CloudWatch::Alarm", "alarm", false),
                    new Kind("AWS::CloudWatch::Dashboard", "dashboard", false),
                    new Kind("AWS::Events::Rule", "event rule", false),
                    new Kind("AWS::Scheduler::Schedule", "schedule", false),
                    new Kind("AWS::Budgets::Budget", "budget", false),
                    new Kind("AWS::SSM::Parameter", "parameter", false),
                    new Kind("AWS::SecretsManager::Secret", "secret", false),
                    new Kind("AWS::EC2::VPC", "network", false),
                    new Kind("AWS::EC2::SecurityGroup", "security group", false),
                    new Kind("AWS::EC2::VPCEndpoint", "network endpoint", false),
                    new Kind("AWS::CloudFormation::Stack", "stack", false));

    /** Types that CloudFormation makes anew rather than change, if one of these differs. */
    private static final Set<String> FIXED =
            Set.of(
                    "BucketName",
                    "TableName",
                    "KeySchema",
                    "QueueName",
                    "FifoQueue",
                    "TopicName",
                    "RoleName",
                    "FunctionName",
                    "RepositoryName",
                    "LogGroupName",
                    "LaunchTemplateName",
                    "AutoScalingGroupName",
                    "AlarmName",
                    "DashboardName",
                    "InstanceProfileName",
                    "CidrBlock",
                    "AvailabilityZone",
                    "VpcId",
                    "GroupName",
                    "GroupDescription");

    /** Of a type that is not known: its last word. */
    static Kind of(String type) {
        return KNOWN.stream()
                .filter(kind -> kind.type.equals(type))
                .findFirst()
                .orElseGet(
                        () ->
                                new Kind(
                                        type,
                                        type.substring(type.lastIndexOf(':') + 1)
                                                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                                                .toLowerCase(Locale.ROOT),
                                        false));
    }

    /** Whether a change of the property needs a new resource. Holds for the types above. */
    static boolean isFixed(String property) {
        return FIXED.contains(property);
    }

    /** {@code 1 queue}, {@code 2 queues}. */
    String counted(int number) {
        if (number == 1) {
            return "1 " + one;
        }
        String many =
                one.matches(".*[^aeiou]y")
                        ? one.substring(0, one.length() - 1) + "ies"
                        : one.matches(".*(s|x|ch|sh)") ? one + "es" : one + "s";
        return number + " " + many;
    }
}
