package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.cloudformation.Json;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.cloudformation.Statement;
import dev.sluice.ops.deploy.config.Dispatcher;
import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.shared.pipeline.Pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The stacks of a fleet. {@code NAME-assets} comes first: a bucket for {@link Assets} and a
 * repository for images. {@code NAME} is everything else, and may be made once the assets are
 * there.
 */
public final class FleetTemplate {
    /** The tag by which bills tell fleets apart; its value is the fleet's name. */
    public static final String TAG = "sluice:fleet";

    private final Deployment deployment;
    private final FleetConfig config;
    private final Assets assets;

    public FleetTemplate(Deployment deployment, Assets assets) {
        this.deployment = deployment;
        this.config = deployment.config();
        this.assets = assets;
    }

    /** What every resource of the fleet bears. */
    public static Map<String, String> tags(FleetConfig config) {
        Map<String, String> tags = new LinkedHashMap<>(config.tags());
        tags.put(TAG, config.name());
        return tags;
    }

    /**
     * Where assets and images go. Its outputs: {@code AssetBucket} (a name), {@code
     * ImageRepository} (as docker wants it).
     */
    public Template forAssets() {
        Stack stack = AssetStack.of(config);
        return template(config.name() + "-assets", stack, new Bill(List.of()));
    }

    /**
     * The fleet. Its outputs: {@code UploadBucket}, {@code ResultBucket}, {@code RowTable}, {@code
     * FleetTable}, {@code QueuePrefix} and {@code ModelPath}, which programs have in their
     * environment, and what people look for: {@code Dashboard}, {@code AlarmTopic}, {@code
     * ResultTopic}, {@code CustomerPolicy}.
     */
    public Template fleet() {
        Stack stack =
                new Stack(
                        "The fleet %s of Sluice: files dropped into S3 become results"
                                .formatted(config.name()),
                        tags(config));
        Encryption encryption = new Encryption(config);
        Buckets buckets = new Buckets(deployment, encryption);
        Notices notices = new Notices(config, encryption);
        Networks networks = new Networks(config);
        Permissions permissions = new Permissions(config, buckets);
        encryption.addTo(stack);
        new Queues(deployment, encryption).addTo(stack);
        buckets.addTo(stack);
        new Tables(deployment, encryption).addTo(stack);
        notices.addTo(stack);
        networks.addTo(stack);
        List<Statement> dispatch = dispatch(permissions);
        switch (config.dispatcher()) {
            case Dispatcher.Lambda lambda ->
                    new LambdaDispatcher(config, lambda, assets, notices, encryption)
                            .addTo(stack, dispatch);
            case Dispatcher.Polling polling ->
                    new ProcessDispatcher(config, polling, assets, notices, networks)
                            .addTo(stack, dispatch, encryption);
        }
        new Pools(config, assets, notices, networks, encryption).addTo(stack, permissions);
        new Customers(config, buckets, encryption).addTo(stack);
        new Watch(config, encryption).addTo(stack);
        outputs(stack, buckets);
        Bill bill = Costs.atRest(config, stack.alarmPeriods()).and(new UploadCosts(config).bill());
        return template(config.name(), stack, bill);
    }

    /** What {@link #fleet} stands on. */
    public Assets assets() {
        return assets;
    }

    private List<Statement> dispatch(Permissions permissions) {
        List<String> jobs = new ArrayList<>();
        List<String> events = new ArrayList<>(List.of(Queues.EVENTS));
        for (Pipeline pipeline : config.models().pipelines().lanes()) {
            jobs.add(Queues.jobs(pipeline.name()));
            events.add(Queues.deadJobs(pipeline.name()));
        }
        List<Statement> statements = new ArrayList<>();
        statements.add(Permissions.receive("TakeEventsAndDeadLetters", events));
        statements.add(Permissions.send("SendJobs", jobs));
        statements.add(Permissions.rows());
        statements.add(Permissions.fleet());
        statements.addAll(permissions.dispatchersObjects());
        statements.addAll(Permissions.assets(config, assets.models() + "/*", assets.dispatcher()));
        statements.add(Permissions.metrics());
        statements.add(Statement.allowAnywhere("SeeHowLongJobsWait", "cloudwatch:GetMetricData"));
        return statements;
    }

    private void outputs(Stack stack, Buckets buckets) {
        stack.part("settings");
        stack.output("UploadBucket", "S3_BUCKET_NAME", Fn.ref(Buckets.UPLOADS));
        stack.output("ResultBucket", "RESULT_BUCKET_NAME", Fn.ref(buckets.results()));
        stack.output("RowTable", "DYNAMODB_TABLE_NAME", Fn.ref(Tables.ROWS));
        stack.output("FleetTable", "FLEET_TABLE_NAME", Fn.ref(Tables.FLEET));
        stack.output("QueuePrefix", "SLUICE_QUEUE_PREFIX", config.name());
        Map<String, Object> models =
                Fn.sub("s3://%s/%s".formatted(AssetStack.bucket(config), assets.models()));
        stack.output("ModelPath", "MODEL_PATH", models);
        String indexes = config.environment().getOrDefault("SLUICE_INDEXES", "");
        if (!indexes.isEmpty()) {
            stack.output("Indexes", "SLUICE_INDEXES", indexes);
        }
        stack.add(
                        "Settings",
                        "AWS::SSM::Parameter",
                        Body.of(
                                "Name",
                                "/sluice/%s/environment".formatted(config.name()),
                                "Description",
                                "Environment of the fleet's programs, but for MODEL_PATH",
                                "Type",
                                "String",
                                "Value",
                                Json.line(config.environment()),
                                "Tags",
                                stack.all()))
                .excuses(
                        "CKV2_AWS_34",
                        "It holds names and no secret, and CloudFormation makes no SecureString.");
    }

    /** Dollars as texts, for metadata takes no fractions. */
    private Template template(String name, Stack stack, Bill bill) {
        Map<String, Object> cost =
                Body.of(
                        "AtRest",
                        lines(
                                bill.lines().stream().filter(line -> line.monthly() > 0).toList(),
                                true),
                        "PerMillion",
                        lines(
                                bill.lines().stream()
                                        .filter(line -> line.perMillion() > 0)
                                        .toList(),
                                false));
        return new Template(name, stack.body(Body.of("Sluice", Body.of("Cost", cost))), bill);
    }

    private static List<Map<String, Object>> lines(List<Bill.Line> lines, boolean monthly) {
        List<Map<String, Object>> bodies = new ArrayList<>();
        for (Bill.Line line : lines) {
            double dollars = monthly ? line.monthly() : line.perMillion();
            bodies.add(
                    Body.of(
                            "what",
                            line.what(),
                            "dollars",
                            Figures.plain(dollars),
                            "how",
                            line.how()));
        }
        return bodies;
    }
}
