package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.cloudformation.Statement;
import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.shared.metrics.CloudWatchPublisher;
import dev.sluice.shared.pipeline.KeyPattern;
import dev.sluice.shared.pipeline.Pipeline;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What programs may do, as docs/aws.md lists it, each on as little as AWS can name. */
final class Permissions {
    private final FleetConfig config;
    private final Buckets buckets;

    Permissions(FleetConfig config, Buckets buckets) {
        this.config = config;
        this.buckets = buckets;
    }

    /** Uploads and results of these pipelines alone. */
    List<Statement> workersObjects(List<Pipeline> pipelines) {
        List<Statement> statements = new ArrayList<>();
        statements.add(listBuckets());
        statements.add(
                Statement.allow(
                        "ReadUploads",
                        List.of("s3:GetObject", "s3:GetObjectVersion"),
                        objects(Buckets.UPLOADS, uploads(pipelines))));
        statements.add(
                Statement.allow(
                        "WriteResults",
                        List.of("s3:GetObject", "s3:PutObject"),
                        objects(buckets.results(), results(pipelines))));
        Set<String> checkpoints = checkpoints(pipelines);
        if (!checkpoints.isEmpty()) {
            statements.add(
                    Statement.allow(
                            "DropCheckpoints",
                            List.of("s3:DeleteObject"),
                            objects(buckets.results(), checkpoints)));
        }
        return statements;
    }

    private static Set<String> checkpoints(List<Pipeline> pipelines) {
        Set<String> keys = new LinkedHashSet<>();
        pipelines.forEach(
                pipeline ->
                        pipeline.stages()
                                .stage()
                                .ifPresent(
                                        stage ->
                                                keys.add(
                                                        glob(stage.folder())
                                                                + "/_checkpoint.zip")));
        return keys;
    }

    /** Whether results stand, of all pipelines. */
    List<Statement> dispatchersObjects() {
        return List.of(
                listBuckets(),
                Statement.allow(
                        "ReadResults",
                        List.of("s3:GetObject"),
                        objects(buckets.results(), results(config.models().pipelines().all()))));
    }

    /** So that a missing key is 404 and not 403, and for the backfill. */
    private Statement listBuckets() {
        Set<Object> both =
                new LinkedHashSet<>(List.of(Fn.arn(Buckets.UPLOADS), Fn.arn(buckets.results())));
        return Statement.allow("ListBuckets", List.of("s3:ListBucket"), List.copyOf(both));
    }

    private static List<Object> objects(String bucket, Set<String> keys) {
        List<Object> arns = new ArrayList<>();
        keys.forEach(key -> arns.add(Fn.sub("${%s.Arn}/%s".formatted(bucket, key))));
        return arns;
    }

    private static Set<String> uploads(List<Pipeline> pipelines) {
        Set<String> keys = new LinkedHashSet<>();
        pipelines.forEach(pipeline -> keys.add(glob(pipeline.match())));
        return keys;
    }

    /** Whole folders: packs lie in them too. */
    private static Set<String> results(List<Pipeline> pipelines) {
        Set<String> keys = new LinkedHashSet<>();
        pipelines.forEach(
                pipeline -> {
                    String name = glob(pipeline.output().name());
                    keys.add(name.substring(0, name.lastIndexOf('/') + 1) + "*");
                    // of all stages, for each reads what those before it left
                    pipeline.stages().all().forEach(stage -> keys.add(glob(stage.folder()) + "/*"));
                });
        return keys;
    }

    /** A pattern of keys as IAM writes it; each star there is any run of characters. */
    static String glob(KeyPattern pattern) {
        return glob(pattern.toString());
    }

    static String glob(String pattern) {
        return pattern.replaceAll("\\{[^}]*}", "*");
    }

    static Statement rows() {
        return Statement.allow(
                "Rows",
                List.of("dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:UpdateItem"),
                List.of(Fn.arn(Tables.ROWS)));
    }

    /** Many to a call; a worker that may not writes each alone. */
    static Statement rowGroups() {
        return Statement.allow(
                "RowGroups", List.of("dynamodb:PartiQLUpdate"), List.of(Fn.arn(Tables.ROWS)));
    }

    static Statement fleet() {
        return Statement.allow(
                "Fleet",
                List.of("dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"),
                List.of(Fn.arn(Tables.FLEET)));
    }

    /** What is kept of collections, and whether its rows still stand. */
    static List<Statement> vectors() {
        return List.of(
                Statement.allow(
                        "Vectors",
                        List.of(
                                "dynamodb:DescribeTable",
                                "dynamodb:GetItem",
                                "dynamodb:PutItem",
                                "dynamodb:Query"),
                        List.of(Fn.arn(Tables.VECTORS))),
                Statement.allow(
                        "StandingRows",
                        List.of("dynamodb:BatchGetItem"),
                        List.of(Fn.arn(Tables.ROWS))));
    }

    /** Its resource can only be everything; the namespace is ours alone. */
    static Statement metrics() {
        return Statement.allowAnywhere("TellMetrics", "cloudwatch:PutMetricData")
                .when("StringEquals", "cloudwatch:namespace", CloudWatchPublisher.NAMESPACE);
    }

    /**
     * @param groups the log groups' logical names
     */
    static Statement logs(String... groups) {
        return Statement.allow(
                "WriteLogs",
                List.of("logs:CreateLogStream", "logs:PutLogEvents"),
                Stream.of(groups).map(Fn::arn).toList());
    }

    /** Models in the asset bucket, and what else lies there under these keys. */
    static List<Statement> assets(FleetConfig config, String... keys) {
        List<Object> objects = new ArrayList<>();
        for (String key : keys) {
            objects.add(Fn.s3(AssetStack.bucket(config) + "/" + key));
        }
        return List.of(
                Statement.allow(
                                "ListModels",
                                List.of("s3:ListBucket"),
                                List.of(Fn.s3(AssetStack.bucket(config))))
                        .when("StringLike", "s3:prefix", "models/*"),
                Statement.allow("ReadAssets", List.of("s3:GetObject"), objects));
    }

    /** A terminal on the instance without SSH; none of these actions knows a resource. */
    static Statement sessions() {
        return Statement.allowAnywhere(
                "SessionManager",
                "ssm:UpdateInstanceInformation",
                "ssmmessages:CreateControlChannel",
                "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel",
                "ssmmessages:OpenDataChannel");
    }

    /** Receives from some queues. */
    static Statement receive(String sid, List<String> queues) {
        return Statement.allow(
                sid,
                List.of(
                        "sqs:GetQueueUrl",
                        "sqs:GetQueueAttributes",
                        "sqs:ReceiveMessage",
                        "sqs:DeleteMessage",
                        "sqs:ChangeMessageVisibility"),
                queues.stream().map(Fn::arn).toList());
    }

    static Statement send(String sid, List<String> queues) {
        return Statement.allow(
                sid,
                List.of("sqs:GetQueueUrl", "sqs:GetQueueAttributes", "sqs:SendMessage"),
                queues.stream().map(Fn::arn).toList());
    }
}
