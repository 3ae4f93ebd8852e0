package dev.sluice.worker.life;

import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingInstanceDetails;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The autoscaling group of an instance, as far as a worker has to do with it. All methods call AWS
 * and throw what its client throws.
 *
 * @param instance such as {@code i-0123456789abcdef0}
 * @param name the group's
 * @param isProtected whether its instance was protected from scale-in when it was looked up
 */
record ScalingGroup(AutoScalingClient client, String instance, String name, boolean isProtected) {
    /** The calls at the end must fit into what remains of a hook's time. */
    private static final Duration CALL = Duration.ofSeconds(3);

    private static final String TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING";

    /**
     * What holds an instance that is about to end.
     *
     * @param timeout the longest it holds it after it began, or after a heartbeat
     * @param most the longest it holds it in all
     */
    record Hook(String name, Duration timeout, Duration most) {}

    /** Empty: the instance is in no group. Needs {@code DescribeAutoScalingInstances}. */
    static Optional<ScalingGroup> of(AutoScalingClient client, String instance) {
        List<AutoScalingInstanceDetails> found =
                client.describeAutoScalingInstances(
                                describe ->
                                        describe.instanceIds(instance)
                                                .overrideConfiguration(o -> o.apiCallTimeout(CALL)))
                        .autoScalingInstances();
        return found.stream()
                .findFirst()
                .map(
                        each ->
                                new ScalingGroup(
                                        client,
                                        instance,
                                        each.autoScalingGroupName(),
                                        Boolean.TRUE.equals(each.protectedFromScaleIn())));
    }

    /**
     * The hook that waits for the worker: the group's only one for termination, or, of several, the
     * one whose name begins so. Needs {@code DescribeLifecycleHooks}.
     */
    Optional<Hook> hook(String prefix) {
        List<LifecycleHook> hooks =
                client
                        .describeLifecycleHooks(
                                describe ->
                                        describe.autoScalingGroupName(name)
                                                .overrideConfiguration(o -> o.apiCallTimeout(CALL)))
                        .lifecycleHooks()
                        .stream()
                        .filter(hook -> TERMINATING.equals(hook.lifecycleTransition()))
                        .toList();
        return hooks.stream()
                .filter(hook -> hooks.size() == 1 || hook.lifecycleHookName().startsWith(prefix))
                .findFirst()
                .map(ScalingGroup::read);
    }

    private static Hook read(LifecycleHook hook) {
        Duration timeout = Duration.ofSeconds(hook.heartbeatTimeout());
        return new Hook(
                hook.lifecycleHookName(),
                timeout,
                hook.globalTimeout() == null // as Auto Scaling computes it
                        ? shorter(timeout.multipliedBy(100), Duration.ofDays(2))
                        : Duration.ofSeconds(hook.globalTimeout()));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Starts the hook's time-out anew. Needs {@code RecordLifecycleActionHeartbeat}. */
    void heartbeat(Hook hook) {
        client.recordLifecycleActionHeartbeat(
                beat ->
                        beat.autoScalingGroupName(name)
                                .lifecycleHookName(hook.name())
                                .instanceId(instance)
                                .overrideConfiguration(o -> o.apiCallTimeout(CALL)));
    }

    /** The hook need not wait any longer. Needs {@code CompleteLifecycleAction}. */
    void complete(Hook hook) {
        client.completeLifecycleAction(
                complete ->
                        complete.autoScalingGroupName(name)
                                .lifecycleHookName(hook.name())
                                .instanceId(instance)
                                .lifecycleActionResult("CONTINUE")
                                .overrideConfiguration(o -> o.apiCallTimeout(CALL)));
    }

    /**
     * Whether the group may choose this instance to scale in. Needs {@code SetInstanceProtection}.
     */
    void protect(boolean on) {
        client.setInstanceProtection(
                set ->
                        set.autoScalingGroupName(name)
                                .instanceIds(instance)
                                .protectedFromScaleIn(on)
                                .overrideConfiguration(o -> o.apiCallTimeout(CALL)));
    }
}
