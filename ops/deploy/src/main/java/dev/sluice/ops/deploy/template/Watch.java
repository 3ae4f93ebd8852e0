package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.cloudformation.Json;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.cloudformation.Statement;
import dev.sluice.ops.deploy.config.Alarms;
import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.ops.deploy.config.Pool;
import dev.sluice.ops.deploy.dashboard.CloudWatchDashboard;
import dev.sluice.shared.metrics.CloudWatchPublisher;
import dev.sluice.shared.metrics.Families;
import dev.sluice.shared.metrics.Family.CloudWatchMetric;
import dev.sluice.shared.pipeline.Pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A dashboard, and alarms that tell people by a topic of their own. */
final class Watch {
    static final String TOPIC = "AlarmTopic";
    private static final int MINUTE = 60;
    private static final int FIVE = 5 * MINUTE;

    /** RULES 7: then who turns them into failed rows is dead. */
    private static final Duration DEAD = Duration.ofMinutes(5);

    private final FleetConfig config;
    private final Alarms alarms;
    private final Encryption encryption;

    Watch(FleetConfig config, Encryption encryption) {
        this.config = config;
        this.alarms = config.alarms();
        this.encryption = encryption;
    }

    void addTo(Stack stack) {
        stack.part("watch");
        topic(stack);
        for (Pipeline pipeline : config.models().pipelines().lanes()) {
            String id = LogicalName.of(pipeline.name());
            age(
                    stack,
                    id + "Waits",
                    Queues.jobs(pipeline.name()),
                    alarms.oldest(),
                    "Jobs of %s wait too long: are there workers, and do they come to an end?"
                            .formatted(pipeline.name()));
            age(
                    stack,
                    id + "DeadLettersStay",
                    Queues.deadJobs(pipeline.name()),
                    DEAD,
                    "Nobody turns dead letters of %s into failed rows: the dispatcher is dead, or cannot read them."
                            .formatted(pipeline.name()));
            nobody(stack, id, pipeline.name());
        }
        age(
                stack,
                "EventsWait",
                Queues.EVENTS,
                alarms.oldest(),
                "Uploads wait too long to become jobs: is the dispatcher well?");
        Alarm.alarm(
                stack,
                "EventsAreDead",
                "Uploads' events were given up; read the queue and the dispatcher's log.",
                List.of(
                        Alarm.sqs(
                                "letters",
                                "ApproximateNumberOfMessagesVisible",
                                Queues.DEAD_EVENTS,
                                FIVE,
                                "Maximum",
                                true)),
                1,
                1);
        failed(stack);
        LambdaDispatcher.function(config.dispatcher())
                .ifPresent(function -> errors(stack, function));
        new Spending(config).addTo(stack);
        dashboard(stack);
    }

    private void topic(Stack stack) {
        Statement alarmsTell =
                Statement.allowService(
                        "AlarmsTell",
                        "cloudwatch.amazonaws.com",
                        List.of("sns:Publish"),
                        Fn.ref(TOPIC));
        Notices.topic(
                        stack,
                        TOPIC,
                        config.name() + "-alarms",
                        encryption.key().orElse(null),
                        alarmsTell)
                .excuses(
                        "CKV_AWS_26",
                        "CloudWatch cannot use the key that AWS keeps for SNS, and alarms hold"
                                + " names and figures alone; ownKey encrypts the topic.");
        for (int i = 0; i < alarms.emails().size(); i++) {
            stack.add(
                    "AlarmEmail" + (i + 1),
                    "AWS::SNS::Subscription",
                    Body.of(
                            "TopicArn",
                            Fn.ref(TOPIC),
                            "Protocol",
                            "email",
                            "Endpoint",
                            alarms.emails().get(i)));
        }
        stack.output(TOPIC, "Told of alarms", Fn.ref(TOPIC));
    }

    private void age(Stack stack, String id, String queue, Duration limit, String description) {
        Alarm.alarm(
                stack,
                id,
                description,
                List.of(
                        Alarm.sqs(
                                "age",
                                "ApproximateAgeOfOldestMessage",
                                queue,
                                MINUTE,
                                "Maximum",
                                true)),
                limit.toSeconds(),
                2);
    }

    /** A gap in either metric counts as zero: SQS stops telling of idle queues. */
    private void nobody(Stack stack, String id, String pipeline) {
        List<Map<String, Object>> queries = new ArrayList<>();
        List<String> counts = new ArrayList<>();
        for (Pool pool : config.pools()) {
            if (pool.pipelines().contains(pipeline)) {
                queries.add(Alarm.inService(pool));
                counts.add("FILL(%s,0)".formatted(pool.name()));
            }
        }
        queries.add(
                Alarm.sqs(
                        "jobs",
                        "ApproximateNumberOfMessagesVisible",
                        Queues.jobs(pipeline),
                        MINUTE,
                        "Maximum",
                        false));
        queries.add(
                Alarm.math(
                        "alone",
                        "IF(FILL(jobs,0) > 0 AND %s < 1, 1, 0)".formatted(String.join("+", counts)),
                        "Jobs and no worker"));
        Alarm.alarm(
                stack,
                id + "HasNoWorker",
                "Jobs of %s wait, and for ten minutes there has been no worker: a quota, no capacity, or workers that end at start."
                        .formatted(pipeline),
                queries,
                1,
                10);
    }

    private void failed(Stack stack) {
        CloudWatchMetric metric = Families.JOBS.cloudwatch().orElseThrow();
        Map<String, Object> fleet = Body.of("Name", "Fleet", "Value", config.name());
        Alarm.alarm(
                stack,
                "JobsFail",
                "Jobs fail: ops/sluice status --failed says why.",
                List.of(
                        Alarm.query(
                                "failed",
                                CloudWatchPublisher.NAMESPACE,
                                metric.name(),
                                List.of(fleet),
                                FIVE,
                                "Sum",
                                true)),
                alarms.failedJobs(),
                1);
    }

    private void errors(Stack stack, String function) {
        Map<String, Object> name = Body.of("Name", "FunctionName", "Value", Fn.ref(function));
        List<Map<String, Object>> queries =
                List.of(
                        Alarm.query(
                                "errors",
                                "AWS/Lambda",
                                "Errors",
                                List.of(name),
                                FIVE,
                                "Sum",
                                false),
                        Alarm.query(
                                "calls",
                                "AWS/Lambda",
                                "Invocations",
                                List.of(name),
                                FIVE,
                                "Sum",
                                false),
                        Alarm.math(
                                "percent",
                                "IF(calls > 0, 100 * FILL(errors,0) / calls, 0)",
                                "Errors, percent"));
        Alarm.alarm(
                stack,
                "DispatcherFails",
                "The dispatcher's invocations fail; its log says why.",
                queries,
                alarms.errorPercent(),
                3);
    }

    private void dashboard(Stack stack) {
        stack.add(
                "Dashboard",
                "AWS::CloudWatch::Dashboard",
                Body.of(
                        "DashboardName",
                        config.name(),
                        "DashboardBody",
                        Json.line(CloudWatchDashboard.json(config.region(), config.name()))));
        stack.output(
                "Dashboard",
                "What the fleet does",
                Fn.sub(
                        "https://${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=${AWS::Region}#dashboards/dashboard/"
                                + config.name()));
    }
}
