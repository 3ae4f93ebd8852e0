package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.cloudformation.Statement;
import dev.sluice.ops.deploy.config.Dispatcher;
import dev.sluice.ops.deploy.config.FleetConfig;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The dispatcher as a polling process on one small instance, which its group replaces if it dies.
 */
final class ProcessDispatcher {
    private static final String ROLE = "DispatcherRole";

    /** GiB. */
    static final int DISK = 8;

    private static final String AMI =
            "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-";

    private final FleetConfig config;
    private final Dispatcher.Polling dispatcher;
    private final Assets assets;
    private final Notices notices;
    private final Networks networks;

    ProcessDispatcher(
            FleetConfig config,
            Dispatcher.Polling dispatcher,
            Assets assets,
            Notices notices,
            Networks networks) {
        this.config = config;
        this.dispatcher = dispatcher;
        this.assets = assets;
        this.notices = notices;
        this.networks = networks;
    }

    void addTo(Stack stack, List<Statement> permissions, Encryption encryption) {
        stack.part("dispatcher");
        Logs.group(stack, config, "DispatcherLogs", "dispatcher", encryption);
        new Roles(config).instanceRole(stack, ROLE, "Dispatcher of the fleet " + config.name());
        List<Statement> all = new ArrayList<>(permissions);
        all.add(Permissions.sessions());
        all.add(Permissions.logs("DispatcherLogs"));
        Roles.policy(stack, ROLE, "Dispatch", all);
        Roles.policy(stack, ROLE, "Key", encryption.use());
        Roles.policy(stack, ROLE, "Notices", notices.use());
        stack.parameter(
                "DispatcherAmi",
                Body.of(
                        "Type",
                        "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
                        "Default",
                        AMI + (dispatcher.instance().arm() ? "arm64" : "x86_64"),
                        "Description",
                        "Parameter of SSM with the AMI of the dispatcher"));
        stack.add(
                        "DispatcherLaunchTemplate",
                        "AWS::EC2::LaunchTemplate",
                        Body.of("LaunchTemplateData", data(stack)))
                .excuses("CKV_AWS_88", Instances.ADDRESS);
        group(stack);
    }

    private Map<String, Object> data(Stack stack) {
        return Body.of(
                "ImageId",
                Fn.ref("DispatcherAmi"),
                "InstanceType",
                dispatcher.instance().name(),
                "IamInstanceProfile",
                Body.of("Arn", Fn.arn(ROLE + "Profile")),
                "MetadataOptions",
                Instances.METADATA,
                "BlockDeviceMappings",
                Instances.disk(DISK),
                "NetworkInterfaces",
                List.of(
                        Body.of(
                                "DeviceIndex",
                                0,
                                "AssociatePublicIpAddress",
                                networks.addressed(),
                                "Groups",
                                List.of(Fn.ref(Networks.GROUP)))),
                "UserData",
                Fn.base64(
                        Fn.sub(
                                Script.of("dispatcher.sh")
                                        .with("BUCKET", AssetStack.bucket(config))
                                        .with("ZIP", assets.dispatcher())
                                        .with("ENVIRONMENT", environment())
                                        .with("LOGS", "DispatcherLogs")
                                        .text())),
                "TagSpecifications",
                Instances.tagged(stack.tags()));
    }

    private String environment() {
        Map<String, String> environment = new LinkedHashMap<>(config.environment());
        environment.put(
                "MODEL_PATH", "s3://%s/%s".formatted(AssetStack.bucket(config), assets.models()));
        environment.put("XDG_CACHE_HOME", "/var/cache/sluice");
        environment.putAll(config.publishing());
        String settings = notices.settings(Map.of());
        if (!settings.isEmpty()) {
            // systemd takes a value between single quotes as it is, but for a backslash
            environment.put(
                    "SLUICE_CONFIG",
                    "'" + settings.replace("\\", "\\\\").replace("'", "\\'") + "'");
        }
        return Script.lines(environment);
    }

    private void group(Stack stack) {
        List<Map<String, Object>> tags = stack.launchTags(config.name() + "-dispatcher");
        stack.add(
                        "DispatcherGroup",
                        "AWS::AutoScaling::AutoScalingGroup",
                        Body.of(
                                "AutoScalingGroupName",
                                config.name() + "-dispatcher",
                                "MinSize",
                                "1",
                                "MaxSize",
                                "2", // an instance refresh starts the new one first
                                "VPCZoneIdentifier",
                                networks.subnets(),
                                "LaunchTemplate",
                                Body.of(
                                        "LaunchTemplateId",
                                        Fn.ref("DispatcherLaunchTemplate"),
                                        "Version",
                                        Fn.att("DispatcherLaunchTemplate", "LatestVersionNumber")),
                                "Tags",
                                tags))
                .keepsSize()
                .after(ROLE + "Dispatch");
    }
}
