package dev.sluice.ops.deploy.stack;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What AWS's words about a failed resource mean, and what to do. */
final class Remedy {
    private static final Pattern DENIED =
            Pattern.compile("not authorized to perform:? \\[?([a-zA-Z0-9-]+:[a-zA-Z0-9]+)");

    /**
     * The first that is found holds.
     *
     * @param type a part of the resource's type
     * @param reason found anywhere in AWS's words, in any case
     */
    private record Known(String type, Pattern reason, String remedy) {
        Known(String type, String reason, String remedy) {
            this(type, Pattern.compile(reason, Pattern.CASE_INSENSITIVE), remedy);
        }
    }

    private static final List<Known> KNOWN =
            List.of(
                    new Known(
                            "S3::Bucket",
                            "bucket name is not available|BucketAlreadyExists|owned by another",
                            "The name belongs to somebody else's bucket, for names are the world's:"
                                    + " choose another in fleet.yaml."),
                    new Known(
                            "",
                            "already exists|BucketAlreadyOwnedByYou",
                            "Something of this name is in the account and in no stack of ours."
                                + " Remove it, choose another name in fleet.yaml, or, for a bucket"
                                + " or table that an earlier fleet left, run deploy again: it takes"
                                + " it over."),
                    new Known(
                            "",
                            "ExpiredToken|security token .* expired|token included in the request"
                                    + " is (expired|invalid)",
                            "The credentials ran out. Renew them and run deploy again; it goes"
                                    + " on."),
                    new Known(
                            "",
                            "VcpuLimitExceeded|vCPU (capacity|limit)",
                            "The account's quota of vCPUs for these instances is too small: ask for"
                                + " more under Service Quotas, Amazon EC2, then run deploy again."),
                    new Known(
                            "EC2::VPC",
                            "maximum number of|LimitExceeded",
                            "The region has as many networks as the account may have: remove one,"
                                    + " ask for more under Service Quotas, Amazon VPC, or name an"
                                    + " existing network in fleet.yaml."),
                    new Known(
                            "",
                            "LimitExceeded|limit exceeded|maximum number of|too many",
                            "A quota of the account is used up: ask for more under Service Quotas,"
                                    + " then run deploy again."),
                    new Known(
                            "",
                            "rate exceeded|throttl",
                            "AWS answered too many calls at a time. Run deploy again."),
                    new Known(
                            "S3::Bucket",
                            "not empty",
                            "CloudFormation removes empty buckets only: `ops/sluice destroy"
                                    + " --delete-data` empties it first."),
                    new Known(
                            "ECR::Repository",
                            "not empty|contains images|still contains",
                            "CloudFormation removes empty repositories only: `ops/sluice destroy"
                                    + " --delete-data` empties it first."),
                    new Known(
                            "",
                            "unable to validate the following destination",
                            "S3 could not yet send to the queue, whose policy takes up to a minute"
                                    + " to hold. Run deploy again."),
                    new Known(
                            "Lambda::Function",
                            "NoSuchKey|NoSuchBucket|GetObject",
                            "The function's zip does not lie in the asset bucket. Run deploy again:"
                                    + " it uploads what is missing."),
                    new Known(
                            "Lambda",
                            "cannot be assumed by Lambda",
                            "A new role takes some seconds until Lambda knows it. Run deploy"
                                    + " again."),
                    new Known(
                            "Lambda::Function",
                            "runtime",
                            "The region's Lambda does not know this runtime: choose another region,"
                                    + " or the dispatcher as a process."),
                    new Known(
                            "Lambda::Function",
                            "ReservedConcurrentExecutions|unreserved",
                            "The account has too few concurrent executions: ask for more under"
                                    + " Service Quotas, AWS Lambda."),
                    new Known(
                            "DynamoDB::Table",
                            "more than one (GSI|global secondary)|only .* index",
                            "DynamoDB makes or removes one index at a time: deploy after each"
                                    + " change of indexes in fleet.yaml."),
                    new Known(
                            "DynamoDB::Table",
                            "deletion protection",
                            "The table is protected: `ops/sluice destroy --delete-data` turns that"
                                    + " off first."),
                    new Known(
                            "",
                            "not supported in your requested Availability"
                                    + " Zone|Unsupported.*instance type|instance type.*(not"
                                    + " supported|does not exist|invalid)",
                            "The region or zone has no such instances: choose other instance types"
                                    + " or zones in fleet.yaml."),
                    new Known(
                            "",
                            "ssm:|Unable to fetch parameters|ParameterNotFound",
                            "The region has no machine image under this SSM parameter: name another"
                                    + " in fleet.yaml."),
                    new Known(
                            "",
                            "InvalidAMIID|image id .* does not exist",
                            "There is no such machine image in this region."),
                    new Known(
                            "",
                            "snapshot size|smaller than snapshot",
                            "The disk is smaller than the machine image's snapshot: make it larger"
                                    + " in fleet.yaml."),
                    new Known(
                            "",
                            "DependencyViolation|has a dependent object|has dependencies",
                            "Something outside the stack still uses it, an instance or a network"
                                + " interface for example. Remove that and run the same again."),
                    new Known(
                            "KMS",
                            "",
                            "Look at the key's policy: it must let the account and the services use"
                                    + " it."),
                    new Known(
                            "",
                            "did not stabilize|timed? ?out",
                            "AWS did not finish in time. Run the same again; it goes on."));

    private Remedy() {}

    /** One line: what failed, AWS's words, and what to do. */
    static String sentence(Happening failed) {
        String reason = failed.reason().strip().replaceAll("\\s+", " ");
        return "%s %s: %s %s"
                .formatted(
                        Kind.of(failed.type()).one(),
                        failed.name(),
                        reason.isEmpty() ? "AWS gives no reason." : closed(reason),
                        of(failed.type(), reason))
                .strip();
    }

    /** Empty where nothing better than AWS's words is known. */
    private static String of(String type, String reason) {
        Matcher denied = DENIED.matcher(reason);
        if (denied.find()) {
            return "The credentials that deploy lack the permission %s; add it and run the same again."
                    .formatted(denied.group(1));
        }
        return KNOWN.stream()
                .filter(known -> type.contains(known.type))
                .filter(known -> known.reason.matcher(reason).find())
                .map(Known::remedy)
                .findFirst()
                .orElse("");
    }

    private static String closed(String sentence) {
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }
}
