package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.cloudformation.Resource;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.config.Pool;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An alarm that tells people, and the metrics in it. */
final class Alarm {
    private static final int MINUTE = 60;

    private Alarm() {}

    static Resource alarm(
            Stack stack,
            String id,
            String description,
            List<Map<String, Object>> queries,
            long threshold,
            int periods) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("AlarmDescription", description);
        properties.putAll(
                Body.of(
                        "Metrics",
                        queries,
                        "Threshold",
                        threshold,
                        "ComparisonOperator",
                        "GreaterThanOrEqualToThreshold",
                        "EvaluationPeriods",
                        periods,
                        "TreatMissingData",
                        "notBreaching",
                        "AlarmActions",
                        List.of(Fn.ref(Watch.TOPIC)),
                        "OKActions",
                        List.of(Fn.ref(Watch.TOPIC))));
        return stack.add(id + "Alarm", "AWS::CloudWatch::Alarm", properties);
    }

    /** How many instances a pool has. */
    static Map<String, Object> inService(Pool pool) {
        Map<String, Object> dimension =
                Body.of("Name", "AutoScalingGroupName", "Value", Fn.ref(Pools.group(pool)));
        return query(
                pool.name(),
                "AWS/AutoScaling",
                "GroupInServiceInstances",
                List.of(dimension),
                MINUTE,
                "Average",
                false);
    }

    static Map<String, Object> sqs(
            String id,
            String metric,
            String queue,
            int period,
            String statistic,
            boolean returned) {
        return query(
                id,
                "AWS/SQS",
                metric,
                List.of(Body.of("Name", "QueueName", "Value", Fn.att(queue, "QueueName"))),
                period,
                statistic,
                returned);
    }

    static Map<String, Object> query(
            String id,
            String namespace,
            String metric,
            List<Map<String, Object>> dimensions,
            int period,
            String statistic,
            boolean returned) {
        return Body.of(
                "Id",
                id,
                "MetricStat",
                Body.of(
                        "Metric",
                        Body.of(
                                "Namespace",
                                namespace,
                                "MetricName",
                                metric,
                                "Dimensions",
                                dimensions),
                        "Period",
                        period,
                        "Stat",
                        statistic),
                "ReturnData",
                returned);
    }

    static Map<String, Object> math(String id, String expression, String label) {
        return Body.of("Id", id, "Expression", expression, "Label", label, "ReturnData", true);
    }
}
