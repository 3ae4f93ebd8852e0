package dev.sluice.ops.deploy.stack;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefresh;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefreshInProgressException;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefreshStatus;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.autoscaling.model.ScaleInProtectedInstances;
import software.amazon.awssdk.services.autoscaling.model.StandbyInstances;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Replaces the instances of a group that run an older launch template, some at a time. Each is told
 * by its lifecycle hook, and drains.
 */
final class Refresh {
    /** So much of a group works on meanwhile. */
    private static final int HEALTHY = 90;

    private static final Duration LOOK = Duration.ofSeconds(15);

    private static final Set<InstanceRefreshStatus> UNDER_WAY =
            Set.of(
                    InstanceRefreshStatus.PENDING,
                    InstanceRefreshStatus.IN_PROGRESS,
                    InstanceRefreshStatus.CANCELLING,
                    InstanceRefreshStatus.ROLLBACK_IN_PROGRESS,
                    InstanceRefreshStatus.BAKING);

    private final AutoScalingClient autoScaling;
    private final Operator operator;

    Refresh(AutoScalingClient autoScaling, Operator operator) {
        this.autoScaling = autoScaling;
        this.operator = operator;
    }

    /** Returns when no instance of the groups is old. */
    void run(List<String> groups) throws InterruptedException {
        if (groups.isEmpty()) {
            return;
        }
        for (AutoScalingGroup group :
                autoScaling
                        .describeAutoScalingGroupsPaginator(d -> d.autoScalingGroupNames(groups))
                        .autoScalingGroups()) {
            long old = old(group);
            if (old > 0) {
                operator.say(
                        "Group %s: %d of %d instances are of an earlier launch template; replacing them …"
                                .formatted(
                                        group.autoScalingGroupName(),
                                        old,
                                        group.instances().size()));
                follow(group.autoScalingGroupName(), start(group.autoScalingGroupName()));
            }
        }
    }

    /** Without those that leave already. */
    static long old(AutoScalingGroup group) {
        @Nullable LaunchTemplateSpecification wanted = wanted(group);
        if (wanted == null || wanted.version() == null || wanted.version().startsWith("$")) {
            return 0; // follows by itself, or is not ours
        }
        return group.instances().stream()
                .filter(instance -> !instance.lifecycleStateAsString().startsWith("Terminat"))
                .map(Instance::launchTemplate)
                .filter(Objects::nonNull)
                .filter(template -> !wanted.version().equals(template.version()))
                .count();
    }

    private static @Nullable LaunchTemplateSpecification wanted(AutoScalingGroup group) {
        return group.mixedInstancesPolicy() == null
                ? group.launchTemplate()
                : group.mixedInstancesPolicy().launchTemplate().launchTemplateSpecification();
    }

    /** Or finds one that was started before. */
    private String start(String group) {
        try {
            return autoScaling
                    .startInstanceRefresh(
                            start ->
                                    start.autoScalingGroupName(group)
                                            .preferences(
                                                    prefer ->
                                                            prefer.minHealthyPercentage(HEALTHY)
                                                                    .skipMatching(true)
                                                                    .scaleInProtectedInstances(
                                                                            ScaleInProtectedInstances
                                                                                    .WAIT)
                                                                    .standbyInstances(
                                                                            StandbyInstances
                                                                                    .TERMINATE)))
                    .instanceRefreshId();
        } catch (InstanceRefreshInProgressException e) {
            return autoScaling
                    .describeInstanceRefreshes(d -> d.autoScalingGroupName(group))
                    .instanceRefreshes()
                    .stream()
                    .filter(each -> UNDER_WAY.contains(each.status()))
                    .map(InstanceRefresh::instanceRefreshId)
                    .findFirst()
                    .orElseThrow(() -> e);
        }
    }

    private void follow(String group, String id) throws InterruptedException {
        int told = -1;
        while (true) {
            InstanceRefresh refresh =
                    autoScaling
                            .describeInstanceRefreshes(
                                    d -> d.autoScalingGroupName(group).instanceRefreshIds(id))
                            .instanceRefreshes()
                            .getFirst();
            int percent = refresh.percentageComplete() == null ? 0 : refresh.percentageComplete();
            if (percent != told) {
                operator.say("  %s: %d %% replaced".formatted(group, percent));
                told = percent;
            }
            if (!UNDER_WAY.contains(refresh.status())) {
                end(group, refresh);
                return;
            }
            operator.pause(LOOK);
        }
    }

    private static void end(String group, InstanceRefresh refresh) {
        if (refresh.status() != InstanceRefreshStatus.SUCCESSFUL) {
            throw new StackFailed(
                    "Group %s: the refresh of its instances ended as %s: %s Workers of both versions run side by side until it succeeds, which is safe; run deploy again when the cause is gone."
                            .formatted(group, refresh.statusAsString(), refresh.statusReason()));
        }
    }
}
