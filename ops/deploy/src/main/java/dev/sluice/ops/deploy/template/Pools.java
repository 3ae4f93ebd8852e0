package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.cloudformation.Statement;
import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.ops.deploy.config.InstanceType;
import dev.sluice.ops.deploy.config.Pool;
import dev.sluice.ops.deploy.scaling.Size;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.vector.CollectionKey;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Workers: an autoscaling group for each pool, and all that an instance of it is and may do. */
final class Pools {
    /** What a worker keeps of the hook's time-out, twice over. */
    private static final Duration HOOK = Duration.ofSeconds(30);

    /** Auto Scaling's: 30 s to two hours. */
    private static final long LONGEST_HOOK = 7200;

    private final FleetConfig config;
    private final Assets assets;
    private final Notices notices;
    private final Networks networks;
    private final Encryption encryption;

    Pools(
            FleetConfig config,
            Assets assets,
            Notices notices,
            Networks networks,
            Encryption encryption) {
        this.config = config;
        this.assets = assets;
        this.notices = notices;
        this.networks = networks;
        this.encryption = encryption;
    }

    /** The logical name of a pool's group. */
    static String group(Pool pool) {
        return LogicalName.of(pool.name()) + "Group";
    }

    /** What AWS calls the group: known before it is there, for who may do what with it. */
    static String groupName(FleetConfig config, Pool pool) {
        return config.name() + "-" + pool.name();
    }

    void addTo(Stack stack, Permissions permissions) {
        Roles roles = new Roles(config);
        for (Pool pool : config.pools()) {
            stack.part("workers-" + pool.name());
            String id = LogicalName.of(pool.name());
            Logs.group(stack, config, id + "Logs", pool.name(), encryption);
            roles.instanceRole(
                    stack,
                    id + "Role",
                    "Workers of the pool %s of the fleet %s".formatted(pool.name(), config.name()));
            policies(stack, pool, permissions);
            new Launch(config, assets, notices, networks).addTo(stack, pool);
            group(stack, pool);
            new ScalingPolicies(config, pool).addTo(stack);
        }
    }

    /** Its own queues, for what is sent anew, and those of the stages after its own. */
    private static List<String> further(List<Pipeline> lanes, List<String> own) {
        Set<String> queues = new LinkedHashSet<>(own);
        for (Pipeline lane : lanes) {
            lane.stages()
                    .later()
                    .forEach(
                            stage ->
                                    queues.add(
                                            Queues.jobs(
                                                    lane.stages().pipeline()
                                                            + "-"
                                                            + stage.name())));
        }
        return List.copyOf(queues);
    }

    private void policies(Stack stack, Pool pool, Permissions permissions) {
        String role = LogicalName.of(pool.name()) + "Role";
        List<Pipeline> pipelines =
                pool.pipelines().stream()
                        .flatMap(name -> config.models().pipelines().named(name).stream())
                        .toList();
        List<String> queues = pool.pipelines().stream().map(Queues::jobs).toList();
        Roles.policy(
                stack,
                role,
                "Jobs",
                List.of(
                        Permissions.receive("TakeJobs", queues),
                        Permissions.send("SendFurtherStages", further(pipelines, queues)),
                        Permissions.rows(),
                        Permissions.rowGroups(),
                        Permissions.fleet()));
        if (pipelines.stream().anyMatch(CollectionKey::usedBy)) {
            Roles.policy(stack, role, "Vectors", Permissions.vectors());
        }
        List<Statement> objects = new ArrayList<>(permissions.workersObjects(pipelines));
        objects.addAll(Permissions.assets(config, assets.models() + "/*"));
        Roles.policy(stack, role, "Objects", objects);
        Roles.policy(stack, role, "Key", encryption.use());
        Roles.policy(stack, role, "Notices", notices.use());
        List<Statement> instance =
                new ArrayList<>(
                        List.of(
                                Permissions.metrics(),
                                Permissions.logs(LogicalName.of(pool.name()) + "Logs"),
                                Permissions.sessions(),
                                lifecycle(pool),
                                Statement.allowAnywhere(
                                        "LookAtTheGroup",
                                        "autoscaling:DescribeAutoScalingInstances",
                                        "autoscaling:DescribeLifecycleHooks")));
        if (config.image().elsewhere().isEmpty()) {
            instance.add(Statement.allowAnywhere("EnterRegistry", "ecr:GetAuthorizationToken"));
            instance.add(
                    Statement.allow(
                            "PullImage",
                            List.of(
                                    "ecr:BatchCheckLayerAvailability",
                                    "ecr:BatchGetImage",
                                    "ecr:GetDownloadUrlForLayer"),
                            List.of(
                                    Fn.arnOf(
                                            "ecr",
                                            "repository/" + AssetStack.repositoryName(config)))));
        }
        Roles.policy(stack, role, "Instance", instance);
    }

    private Statement lifecycle(Pool pool) {
        return Statement.allow(
                "LeaveTheGroup",
                List.of(
                        "autoscaling:CompleteLifecycleAction",
                        "autoscaling:RecordLifecycleActionHeartbeat",
                        "autoscaling:SetInstanceProtection"),
                List.of(
                        Fn.arnOf(
                                "autoscaling",
                                "autoScalingGroup:*:autoScalingGroupName/"
                                        + groupName(config, pool))));
    }

    private void group(Stack stack, Pool pool) {
        String id = LogicalName.of(pool.name());
        Map<String, Object> template =
                Body.of(
                        "LaunchTemplateId",
                        Fn.ref(id + "LaunchTemplate"),
                        "Version",
                        Fn.att(id + "LaunchTemplate", "LatestVersionNumber"));
        Size size = pool.scaling().size();
        List<Map<String, Object>> tags = stack.launchTags(groupName(config, pool));
        stack.add(
                        group(pool),
                        "AWS::AutoScaling::AutoScalingGroup",
                        Body.of(
                                "AutoScalingGroupName",
                                groupName(config, pool),
                                "MinSize",
                                String.valueOf(size.min()),
                                "MaxSize",
                                String.valueOf(size.max()),
                                "VPCZoneIdentifier",
                                networks.subnets(),
                                "MixedInstancesPolicy",
                                pool.warm().isPresent()
                                        ? Optional.empty()
                                        : Optional.of(mixed(pool, template)),
                                "LaunchTemplate",
                                pool.warm().isPresent() ? Optional.of(template) : Optional.empty(),
                                "CapacityRebalance",
                                pool.spot().any(),
                                "DefaultInstanceWarmup",
                                pool.scaling().timing().warmUp().toSeconds(),
                                "TerminationPolicies",
                                List.of("OldestLaunchTemplate", "Default"),
                                "MetricsCollection",
                                List.of(
                                        Body.of(
                                                "Granularity",
                                                "1Minute",
                                                "Metrics",
                                                List.of(
                                                        "GroupDesiredCapacity",
                                                        "GroupInServiceInstances"))),
                                "Tags",
                                tags))
                .keepsSize()
                // before its first instance looks for what it may do
                .after(id + "RoleInstance", id + "RoleJobs", id + "RoleObjects");
        stack.add(
                id + "DrainHook",
                "AWS::AutoScaling::LifecycleHook",
                Body.of(
                        "AutoScalingGroupName",
                        Fn.ref(group(pool)),
                        "LifecycleHookName",
                        config.name() + "-drain",
                        "LifecycleTransition",
                        "autoscaling:EC2_INSTANCE_TERMINATING",
                        "HeartbeatTimeout",
                        Math.min(LONGEST_HOOK, pool.machine().drain().plus(HOOK).toSeconds()),
                        "DefaultResult",
                        "CONTINUE"));
        pool.warm().ifPresent(instances -> warm(stack, pool, instances));
    }

    private static void warm(Stack stack, Pool pool, int instances) {
        stack.add(
                LogicalName.of(pool.name()) + "WarmPool",
                "AWS::AutoScaling::WarmPool",
                Body.of(
                        "AutoScalingGroupName",
                        Fn.ref(group(pool)),
                        "MinSize",
                        instances,
                        "MaxGroupPreparedCapacity",
                        instances + pool.scaling().size().min(),
                        "PoolState",
                        "Stopped"));
    }

    private static Map<String, Object> mixed(Pool pool, Map<String, Object> template) {
        Pool.Spot spot = pool.spot();
        return Body.of(
                "InstancesDistribution",
                Body.of(
                        "OnDemandAllocationStrategy",
                        "prioritized",
                        "OnDemandBaseCapacity",
                        spot.onDemandBase(),
                        "OnDemandPercentageAboveBaseCapacity",
                        spot.onDemandPercent(),
                        "SpotAllocationStrategy",
                        "price-capacity-optimized"),
                "LaunchTemplate",
                Body.of(
                        "LaunchTemplateSpecification",
                        template,
                        "Overrides",
                        pool.instances().stream()
                                .map(InstanceType::name)
                                .map(type -> Body.of("InstanceType", type))
                                .toList()));
    }
}
