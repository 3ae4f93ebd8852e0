package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.config.Dispatcher;
import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.ops.deploy.config.InstanceTypes;
import dev.sluice.ops.deploy.config.Network;
import dev.sluice.ops.deploy.config.Pool;
import dev.sluice.ops.deploy.scaling.Policy;
import dev.sluice.ops.deploy.scaling.Signal;
import dev.sluice.ops.deploy.template.Bill.Line;
import dev.sluice.shared.aws.Prices;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a fleet costs while nothing is uploaded. */
final class Costs {
    private static final double HOURS = 730;
    private static final double MINUTES = 60 * HOURS;
    private static final double MILLION = 1e6;

    /** SQS's long poll is 20 s. */
    private static final double POLLS_A_MINUTE = 3;

    /** With which Lambda begins at each queue. */
    private static final int LAMBDAS_POLLERS = 5;

    /** Of a polling dispatcher for events, and one for each queue of dead letters. */
    private static final int POLLERS = 2;

    /** What it takes to tell once; assumed, not measured. */
    private static final Duration TELLING = Duration.ofSeconds(1);

    /** AWS makes two for each policy of target tracking, of the policy's period. */
    private static final int TRACKING_ALARMS = 2;

    private final FleetConfig config;
    private final StandingPrices standing = StandingPrices.shipped();
    private final Prices prices = Prices.shipped();
    private final List<Line> lines = new ArrayList<>();

    private Costs(FleetConfig config) {
        this.config = config;
    }

    /**
     * @param alarms queries of the template's alarms, period by period of seconds
     */
    static Bill atRest(FleetConfig config, Map<Integer, Integer> alarms) {
        Costs costs = new Costs(config);
        config.pools().forEach(costs::pool);
        costs.dispatcher();
        costs.metrics();
        costs.alarms(alarms);
        costs.line(
                "Dashboard",
                costs.standing.of("dashboard"),
                "the first three of an account are free");
        if (config.network() instanceof Network.Own own && own.nat()) {
            costs.line(
                    "NAT gateway",
                    costs.standing.of("natGateway") + costs.standing.of("publicAddress"),
                    "one for all zones, and its address");
        }
        if (config.security().ownKey()) {
            costs.line("Key of KMS", costs.standing.of("key"), "and $0.03 for 10,000 requests");
        }
        if (config.notices().secret()) {
            costs.line("Secret of webhooks", costs.standing.of("secret"), "in Secrets Manager");
        }
        return new Bill(costs.lines);
    }

    private void line(String what, double monthly, String how) {
        lines.add(new Line(what, monthly, 0, how));
    }

    private void pool(Pool pool) {
        double least = LeastSize.ofWeek(pool.scaling());
        double disk = pool.machine().disk() * standing.of("gigabyteOfGp3");
        line(
                "Workers of " + pool.name(),
                least * (HOURS * pool.dearest().dollars() + disk + address()),
                "%s on average while nothing waits, %s on demand at $%s an hour (list of %s), with %d GB of disk and address"
                        .formatted(
                                Figures.plain(least),
                                pool.dearest().name(),
                                Figures.plain(pool.dearest().dollars()),
                                InstanceTypes.date(),
                                pool.machine().disk()));
        pool.warm()
                .ifPresent(
                        waiting ->
                                line(
                                        "Warm pool of " + pool.name(),
                                        waiting * disk,
                                        "the disks of %d stopped instances".formatted(waiting)));
    }

    private double address() {
        return config.network() instanceof Network.Own own && !own.nat()
                ? standing.of("publicAddress")
                : 0;
    }

    private void dispatcher() {
        int queues = config.models().pipelines().lanes().size();
        double receive = price("sqs.ReceiveMessage");
        switch (config.dispatcher()) {
            case Dispatcher.Lambda _ -> {
                double polls = (1 + queues) * LAMBDAS_POLLERS * POLLS_A_MINUTE * MINUTES;
                line(
                        "Lambda's polling",
                        polls * receive,
                        "%d queues, %d long polls at each".formatted(1 + queues, LAMBDAS_POLLERS));
                double gigabytes = LambdaDispatcher.SMALL / 1024d;
                line(
                        "Publisher for scaling",
                        MINUTES
                                * (price("lambda.requests")
                                        + published().toSeconds()
                                                * gigabytes
                                                * standing.of("lambdaGigabyteSecondsArm")
                                                / MILLION),
                        "an invocation a minute of %d s, to tell every %d s; of one second with period: 60s in all pools"
                                .formatted(
                                        published().toSeconds(), config.publishes().toSeconds()));
            }
            case Dispatcher.Polling polling -> {
                double polls = (POLLERS + queues) * POLLS_A_MINUTE * MINUTES;
                line(
                        "Dispatcher's polling",
                        polls * receive,
                        "%d long polls".formatted(POLLERS + queues));
                line(
                        "Dispatcher's instance",
                        HOURS * polling.instance().dollars()
                                + ProcessDispatcher.DISK * standing.of("gigabyteOfGp3")
                                + address(),
                        polling.instance().name() + " with disk and address");
            }
        }
    }

    /** How long a publisher runs in a minute: from the first time it tells until the last. */
    private Duration published() {
        return Duration.ofMinutes(1).minus(config.publishes()).plus(TELLING);
    }

    private double price(String name) {
        return prices.perMillion().getOrDefault(name, 0d) / MILLION;
    }

    private void metrics() {
        int pipelines = config.models().pipelines().lanes().size();
        int count = pipelines * Signal.values().length;
        line(
                "Metrics for scaling",
                count * price("cloudwatch.metricMonths"),
                "%d, by pipeline; workers' own are paid while they work".formatted(count));
        line(
                "Publishing them",
                HOURS * 3600 / config.publishes().toSeconds() * price("cloudwatch.PutMetricData"),
                "a request every %d s".formatted(config.publishes().toSeconds()));
    }

    private void alarms(Map<Integer, Integer> alarms) {
        double monthly = 0;
        int count = 0;
        for (Map.Entry<Integer, Integer> each : alarms.entrySet()) {
            monthly += each.getValue() * alarm(each.getKey());
            count += each.getValue();
        }
        for (Pool pool : config.pools()) {
            for (Policy policy : pool.scaling().policies()) {
                if (policy instanceof Policy.TargetTracking) {
                    monthly += TRACKING_ALARMS * alarm((int) policy.period().toSeconds());
                    count += TRACKING_ALARMS;
                }
            }
        }
        line(
                "Alarms",
                monthly,
                "%d metrics in them, those that AWS makes for scaling included".formatted(count));
    }

    private double alarm(int period) {
        return standing.of(period < 60 ? "alarmMetricInSeconds" : "alarmMetric");
    }
}
