package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.ops.deploy.config.Pool;
import dev.sluice.ops.deploy.scaling.Policy;
import dev.sluice.ops.deploy.scaling.Policy.FromZero;
import dev.sluice.ops.deploy.scaling.Policy.TargetTracking;
import dev.sluice.ops.deploy.scaling.Schedule;
import dev.sluice.shared.metrics.CloudWatchPublisher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a pool's group follows its work: the policies that {@code ops/sluice plan} replays. */
final class ScalingPolicies {
    private final FleetConfig config;
    private final Pool pool;
    private final String id;

    ScalingPolicies(FleetConfig config, Pool pool) {
        this.config = config;
        this.pool = pool;
        this.id = LogicalName.of(pool.name());
    }

    void addTo(Stack stack) {
        for (Policy policy : pool.scaling().policies()) {
            switch (policy) {
                case TargetTracking tracking -> add(stack, tracking);
                case FromZero step -> add(stack, step);
            }
        }
        pool.scaling().schedules().forEach(schedule -> add(stack, schedule));
    }

    private String id(Policy policy) {
        return id + LogicalName.of(policy.name());
    }

    private void add(Stack stack, TargetTracking policy) {
        Map<String, Object> metric =
                Body.of(
                        "Id",
                        "signal",
                        "MetricStat",
                        Body.of(
                                "Metric",
                                Body.of(
                                        "Namespace",
                                        CloudWatchPublisher.NAMESPACE,
                                        "MetricName",
                                        policy.signal().metric(),
                                        "Dimensions",
                                        dimensions(policy)),
                                "Stat",
                                policy.signal().statistic(),
                                "Period",
                                policy.period().toSeconds()),
                        "ReturnData",
                        true);
        stack.add(
                id(policy),
                "AWS::AutoScaling::ScalingPolicy",
                Body.of(
                        "AutoScalingGroupName",
                        Fn.ref(Pools.group(pool)),
                        "PolicyType",
                        "TargetTrackingScaling",
                        "TargetTrackingConfiguration",
                        Body.of(
                                "TargetValue",
                                policy.target(),
                                "CustomizedMetricSpecification",
                                Body.of("Metrics", List.of(metric)))));
    }

    private void add(Stack stack, FromZero policy) {
        List<Map<String, Object>> steps = new ArrayList<>();
        for (Policy.Step step : policy.steps()) {
            steps.add(
                    Body.of(
                            "MetricIntervalLowerBound",
                            step.from(),
                            "MetricIntervalUpperBound",
                            step.to().isPresent()
                                    ? Optional.of(step.to().getAsDouble())
                                    : Optional.empty(),
                            "ScalingAdjustment",
                            step.workers()));
        }
        stack.add(
                id(policy),
                "AWS::AutoScaling::ScalingPolicy",
                Body.of(
                        "AutoScalingGroupName",
                        Fn.ref(Pools.group(pool)),
                        "PolicyType",
                        "StepScaling",
                        "AdjustmentType",
                        "ChangeInCapacity",
                        "MetricAggregationType",
                        "Maximum",
                        "StepAdjustments",
                        steps));
        stack.add(
                id(policy) + "Alarm",
                "AWS::CloudWatch::Alarm",
                Body.of(
                        "AlarmDescription",
                        "Jobs of %s wait and no worker is there: starts the first. Not for people."
                                .formatted(policy.pipeline()),
                        "Namespace",
                        CloudWatchPublisher.NAMESPACE,
                        "MetricName",
                        policy.signal().metric(),
                        "Dimensions",
                        dimensions(policy),
                        "Statistic",
                        policy.signal().statistic(),
                        "Period",
                        policy.period().toSeconds(),
                        "EvaluationPeriods",
                        FromZero.EVALUATIONS,
                        "Threshold",
                        FromZero.THRESHOLD,
                        "ComparisonOperator",
                        "GreaterThanThreshold",
                        "TreatMissingData",
                        "notBreaching",
                        "AlarmActions",
                        List.of(Fn.ref(id(policy)))));
    }

    private List<Map<String, Object>> dimensions(Policy policy) {
        List<Map<String, Object>> dimensions = new ArrayList<>();
        policy.signal()
                .dimensions(config.name(), policy.pipeline())
                .forEach((name, value) -> dimensions.add(Body.of("Name", name, "Value", value)));
        return dimensions;
    }

    private void add(Stack stack, Schedule schedule) {
        stack.add(
                id + LogicalName.of(schedule.name()) + "Schedule",
                "AWS::AutoScaling::ScheduledAction",
                Body.of(
                        "AutoScalingGroupName",
                        Fn.ref(Pools.group(pool)),
                        "Recurrence",
                        schedule.cron(),
                        "TimeZone",
                        schedule.zone().getId(),
                        "MinSize",
                        schedule.size().min(),
                        "MaxSize",
                        schedule.size().max()));
    }
}
