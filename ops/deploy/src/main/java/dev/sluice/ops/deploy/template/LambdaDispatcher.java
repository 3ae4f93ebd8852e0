package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.cloudformation.Json;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.cloudformation.Statement;
import dev.sluice.ops.deploy.config.Dispatcher;
import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.shared.pipeline.Pipeline;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The dispatcher as functions of the same code: one turns events into jobs and dead letters into
 * failed rows, within seconds; two keep house by the clock: the daily backfill, and the figures
 * that pools scale by.
 */
final class LambdaDispatcher {
    static final String FUNCTION = "Dispatcher";
    private static final String PUBLISHER = "Publisher";
    private static final String ROLE = "DispatcherRole";
    private static final int BATCH = 10;

    /** At each queue of dead letters; there are few, or something is very wrong. Lambda's least. */
    private static final int FEW = 2;

    private static final List<Function> FUNCTIONS =
            List.of(
                    // Less than the queues' visibility time-out, 60 s, or AWS refuses the mapping.
                    new Function(
                            FUNCTION,
                            "LambdaHandler",
                            "Events to jobs, dead letters to failed rows",
                            Duration.ofSeconds(30)),
                    new Function(
                            "Backfill",
                            "BackfillHandler",
                            "Uploads that wait for nothing get their jobs, once a day",
                            Duration.ofMinutes(15)),
                    new Function(
                            PUBLISHER,
                            "ScalingHandler",
                            "What pools scale by, told to CloudWatch",
                            Duration.ofSeconds(70)));

    /** Of functions that do little at a time; less, and a JVM with the SDK is out of memory. */
    static final int SMALL = 512;

    /**
     * @param handler class of the dispatcher's
     */
    private record Function(String id, String handler, String description, Duration timeout) {
        String name() {
            return id.toLowerCase(Locale.ROOT);
        }
    }

    private final FleetConfig config;
    private final Dispatcher.Lambda dispatcher;
    private final Assets assets;
    private final Notices notices;
    private final Encryption encryption;

    LambdaDispatcher(
            FleetConfig config,
            Dispatcher.Lambda dispatcher,
            Assets assets,
            Notices notices,
            Encryption encryption) {
        this.config = config;
        this.dispatcher = dispatcher;
        this.assets = assets;
        this.notices = notices;
        this.encryption = encryption;
    }

    void addTo(Stack stack, List<Statement> permissions) {
        stack.part("dispatcher");
        new Roles(config)
                .role(
                        stack,
                        ROLE,
                        "lambda.amazonaws.com",
                        "Dispatcher of the fleet " + config.name());
        Roles.policy(stack, ROLE, "Dispatch", permissions);
        Roles.policy(stack, ROLE, "Key", encryption.use());
        Roles.policy(stack, ROLE, "Notices", notices.use());
        Roles.policy(
                stack,
                ROLE,
                "Logs",
                List.of(
                        Permissions.logs(
                                FUNCTIONS.stream()
                                        .map(f -> f.id() + "Logs")
                                        .toArray(String[]::new))));
        FUNCTIONS.forEach(function -> function(stack, function));
        mapping(stack, "Event", Queues.EVENTS, dispatcher.concurrency());
        for (Pipeline pipeline : config.models().pipelines().lanes()) {
            mapping(
                    stack,
                    LogicalName.of(pipeline.name()) + "DeadLetter",
                    Queues.deadJobs(pipeline.name()),
                    FEW);
        }
        schedule(stack, "Backfill", "rate(1 hour)");
        schedule(stack, PUBLISHER, "rate(1 minute)");
    }

    private void function(Stack stack, Function function) {
        String id = function.id();
        Logs.group(stack, config, id + "Logs", function.name(), encryption);
        stack.add(
                        id,
                        "AWS::Lambda::Function",
                        Body.of(
                                "FunctionName",
                                config.name() + "-" + function.name(),
                                "Description",
                                function.description(),
                                "Runtime",
                                "java25",
                                "Architectures",
                                List.of("arm64"),
                                "Handler",
                                "dev.sluice.dispatcher." + function.handler(),
                                "Code",
                                Body.of(
                                        "S3Bucket",
                                        Fn.sub(AssetStack.bucket(config)),
                                        "S3Key",
                                        assets.dispatcher()),
                                "MemorySize",
                                memory(function),
                                "Timeout",
                                function.timeout().toSeconds(),
                                "Role",
                                Fn.arn(ROLE),
                                "SnapStart",
                                Body.of("ApplyOn", "PublishedVersions"),
                                "LoggingConfig",
                                Body.of("LogGroup", Fn.ref(id + "Logs")),
                                "KmsKeyArn",
                                encryption.key(),
                                "Environment",
                                Body.of("Variables", environment(function))))
                .after(ROLE + "Dispatch", ROLE + "Logs")
                .excuses(
                        "CKV_AWS_117",
                        "It talks to AWS's own services alone, over TLS; in a VPC it would need"
                                + " endpoints that cost by the hour.")
                .excuses(
                        "CKV_AWS_116",
                        "SQS invokes it, and has its own queue for dead letters; what the clock"
                                + " starts comes again by the clock.")
                .excuses(
                        "CKV_AWS_115",
                        "The mapping's maximum concurrency bounds it without taking from the"
                                + " account's share.")
                .excuses(
                        "CKV_AWS_173",
                        "The environment holds names and no secret; ownKey encrypts it all the"
                                + " same.")
                .excuses(
                        "CKV_AWS_272",
                        "The code comes from the fleet's own bucket under its digest.");
        version(stack, function);
    }

    /**
     * A version for each state of code and settings, for SnapStart takes its picture of versions
     * alone. The alias is what others call.
     */
    private void version(Stack stack, Function function) {
        String id = function.id();
        String state =
                Digest.of(
                                Json.line(
                                        List.of(
                                                assets.dispatcher(),
                                                environment(function),
                                                memory(function),
                                                function.handler())))
                        .substring(0, 8);
        String version = id + "Version" + state;
        stack.add(
                        version,
                        "AWS::Lambda::Version",
                        Body.of("FunctionName", Fn.ref(id), "Description", "State " + state))
                .keepsPredecessors();
        stack.add(
                id + "Alias",
                "AWS::Lambda::Alias",
                Body.of(
                        "Name",
                        "live",
                        "FunctionName",
                        Fn.ref(id),
                        "FunctionVersion",
                        Fn.att(version, "Version")));
    }

    private int memory(Function function) {
        return function.id().equals(FUNCTION) ? dispatcher.memory() : SMALL;
    }

    private Map<String, Object> environment(Function function) {
        Map<String, Object> environment = new LinkedHashMap<>(config.environment());
        environment.remove("AWS_REGION"); // Lambda's own, and refused here
        environment.put(
                "MODEL_PATH",
                Fn.sub("s3://%s/%s".formatted(AssetStack.bucket(config), assets.models())));
        environment.put("SLUICE_HTTP", "off");
        if (function.id().equals(PUBLISHER)) {
            environment.putAll(config.publishing());
        }
        environment.put("XDG_CACHE_HOME", "/tmp"); // all that may be written to
        environment.put(
                "JAVA_TOOL_OPTIONS",
                "-XX:+TieredCompilation -XX:TieredStopAtLevel=1"
                        + " --sun-misc-unsafe-memory-access=allow"
                        + " -Dguice_bytecode_gen_option=DISABLED");
        String settings = notices.settings(Map.of());
        if (!settings.isEmpty()) {
            environment.put("SLUICE_CONFIG", Fn.sub(settings));
        }
        return environment;
    }

    private static void mapping(Stack stack, String id, String queue, int concurrency) {
        stack.add(
                        id + "Mapping",
                        "AWS::Lambda::EventSourceMapping",
                        Body.of(
                                "EventSourceArn",
                                Fn.arn(queue),
                                "FunctionName",
                                Fn.ref(FUNCTION + "Alias"),
                                "BatchSize",
                                BATCH,
                                "FunctionResponseTypes",
                                List.of("ReportBatchItemFailures"),
                                "ScalingConfig",
                                Body.of("MaximumConcurrency", concurrency)))
                .after(ROLE + "Dispatch");
    }

    private static void schedule(Stack stack, String id, String rate) {
        stack.add(
                id + "Schedule",
                "AWS::Events::Rule",
                Body.of(
                        "Description",
                        "Invokes the function",
                        "ScheduleExpression",
                        rate,
                        "Targets",
                        List.of(
                                Body.of(
                                        "Id",
                                        "function",
                                        "Arn",
                                        Fn.ref(id + "Alias"),
                                        "RetryPolicy",
                                        Body.of(
                                                "MaximumRetryAttempts",
                                                0,
                                                "MaximumEventAgeInSeconds",
                                                60)))));
        stack.add(
                id + "Permission",
                "AWS::Lambda::Permission",
                Body.of(
                        "Action",
                        "lambda:InvokeFunction",
                        "FunctionName",
                        Fn.ref(id + "Alias"),
                        "Principal",
                        "events.amazonaws.com",
                        "SourceArn",
                        Fn.arn(id + "Schedule")));
    }

    /** Errors of a hundred invocations, of the function that others wait for. */
    static Optional<String> function(Dispatcher dispatcher) {
        return dispatcher instanceof Dispatcher.Lambda ? Optional.of(FUNCTION) : Optional.empty();
    }
}
