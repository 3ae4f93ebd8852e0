package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.ops.deploy.config.Pool;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each instance of a pool is like, and how its worker is set up. */
final class Launch {
    private static final String GPU_AMI =
            "/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id";

    private static final String CPU_AMI =
            "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id";

    private final FleetConfig config;
    private final Assets assets;
    private final Notices notices;
    private final Networks networks;

    Launch(FleetConfig config, Assets assets, Notices notices, Networks networks) {
        this.config = config;
        this.assets = assets;
        this.notices = notices;
        this.networks = networks;
    }

    void addTo(Stack stack, Pool pool) {
        String id = LogicalName.of(pool.name());
        stack.parameter(
                id + "Ami",
                Body.of(
                        "Type",
                        "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
                        "Default",
                        pool.machine().image().orElse(pool.gpu() ? GPU_AMI : CPU_AMI),
                        "Description",
                        "Parameter of SSM with the AMI of the pool " + pool.name()));
        Map<String, Object> network =
                Body.of(
                        "DeviceIndex",
                        0,
                        "AssociatePublicIpAddress",
                        networks.addressed(),
                        "Groups",
                        List.of(Fn.ref(Networks.GROUP)),
                        "DeleteOnTermination",
                        true);
        stack.add(
                        id + "LaunchTemplate",
                        "AWS::EC2::LaunchTemplate",
                        Body.of(
                                "LaunchTemplateData",
                                Body.of(
                                        "ImageId",
                                        Fn.ref(id + "Ami"),
                                        "InstanceType",
                                        pool.instances().getFirst().name(),
                                        "IamInstanceProfile",
                                        Body.of("Arn", Fn.arn(id + "RoleProfile")),
                                        "InstanceInitiatedShutdownBehavior",
                                        "terminate",
                                        "MetadataOptions",
                                        Instances.METADATA,
                                        "BlockDeviceMappings",
                                        Instances.disk(pool.machine().disk()),
                                        "NetworkInterfaces",
                                        List.of(network),
                                        "UserData",
                                        WorkerScript.userData(
                                                pool,
                                                WorkerScript.image(config, pool),
                                                environment(pool),
                                                id + "Logs"),
                                        "TagSpecifications",
                                        Instances.tagged(stack.tags()))))
                .excuses("CKV_AWS_88", Instances.ADDRESS);
    }

    private Map<String, String> environment(Pool pool) {
        Map<String, String> environment = new LinkedHashMap<>(config.environment());
        environment.put(
                "MODEL_PATH", "s3://%s/%s".formatted(AssetStack.bucket(config), assets.models()));
        environment.put("SLUICE_PIPELINES", String.join(",", pool.pipelines()));
        environment.put("SLUICE_DRAIN_TIMEOUT", pool.machine().drain().toSeconds() + "s");
        environment.put("ENABLE_GPU", String.valueOf(pool.gpu()));
        environment.put("XDG_CACHE_HOME", "/var/cache/sluice");
        // The group starts a replacement first, and then ends the old one.
        String settings =
                notices.settings(pool.spot().any() ? Body.of("heedsRebalance", "false") : Map.of());
        if (!settings.isEmpty()) {
            environment.put("SLUICE_CONFIG", settings);
        }
        return environment;
    }
}
