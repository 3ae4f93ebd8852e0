package dev.sluice.ops.plan.scaler;

import dev.sluice.ops.deploy.scaling.Policy;
import dev.sluice.ops.deploy.scaling.Policy.FromZero;
import dev.sluice.ops.deploy.scaling.Policy.TargetTracking;
import dev.sluice.ops.deploy.scaling.Scaling;
import dev.sluice.ops.deploy.scaling.Size;
import dev.sluice.ops.plan.scaler.AutoScalingGroup.Calendar;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Ours and three others, with the same sizes, warm-up and target. */
public enum Scalers {
    /** What {@code deploy} makes of the same records. */
    SLUICE("Sluice") {
        @Override
        public Scaler of(Scaling scaling, double jobSeconds, Instant start) {
            Published published = new Published(scaling.timing().cooldown());
            List<Tracking> trackings = new ArrayList<>();
            List<Start> starts = new ArrayList<>();
            for (Policy policy : scaling.policies()) {
                ToDoubleFunction<View> figure =
                        switch (policy.signal()) {
                            case BACKLOG -> published::backlog;
                            case BACKLOG_WITHOUT_WORKERS -> published::withoutWorkers;
                            case WORKERS_BUSY -> published::busyPercent;
                        };
                Metric metric = new Metric(figure, policy.period().toSeconds(), OWN_DELAY);
                switch (policy) {
                    case TargetTracking tracking ->
                            trackings.add(new Tracking(metric, tracking.target()));
                    case FromZero steps -> starts.add(new Start(metric, steps));
                }
            }
            return group(scaling, scaling.size(), trackings, starts, start);
        }
    },

    /** Target tracking on the depth of the queue, which does not fall as workers are added. */
    QUEUE_DEPTH("queue depth") {
        @Override
        public Scaler of(Scaling scaling, double jobSeconds, Instant start) {
            ToDoubleFunction<View> figure = new SqsMetric(View::visible);
            return sqs(figure, scaling, jobSeconds, start);
        }
    },

    /** AWS's own guide: visible messages by instances in service; there is no such thing at 0. */
    BACKLOG_PER_INSTANCE("backlog per instance") {
        @Override
        public Scaler of(Scaling scaling, double jobSeconds, Instant start) {
            ToDoubleFunction<View> figure =
                    new SqsMetric(
                            view ->
                                    view.ready() == 0
                                            ? Double.NaN
                                            : (double) view.visible() / view.ready());
            return sqs(figure, scaling, jobSeconds, start);
        }
    },

    /** Kubernetes, with a node for each pod. */
    KEDA("KEDA") {
        @Override
        public Scaler of(Scaling scaling, double jobSeconds, Instant start) {
            return new Keda(scaling.size(), oneWorkersJobs(scaling, jobSeconds));
        }
    };

    /**
     * Seconds until an alarm sees a custom metric. Assumed: CloudWatch promises none; a metric is
     * put, and the alarm looks every ten seconds.
     */
    private static final double OWN_DELAY = 10;

    private static final double MINUTE = 60;

    private final String title;

    Scalers(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    /**
     * A new one.
     *
     * @param scaling of a pool with one pipeline
     * @param jobSeconds what a job takes of a busy worker
     * @param start of the load
     */
    public abstract Scaler of(Scaling scaling, double jobSeconds, Instant start);

    private static Scaler sqs(
            ToDoubleFunction<View> figure, Scaling scaling, double jobSeconds, Instant start) {
        Metric metric = new Metric(figure, MINUTE, MINUTE);
        Size size =
                new Size(Math.max(1, scaling.size().min()), scaling.size().max()); // none finds 0
        return group(
                scaling,
                size,
                List.of(new Tracking(metric, oneWorkersJobs(scaling, jobSeconds))),
                List.of(),
                start);
    }

    private static double oneWorkersJobs(Scaling scaling, double jobSeconds) {
        return Math.max(1, scaling.soonest().toMillis() / 1e3 / jobSeconds);
    }

    private static Scaler group(
            Scaling scaling,
            Size size,
            List<Tracking> trackings,
            List<Start> starts,
            Instant start) {
        double warmUp = scaling.timing().warmUp().toMillis() / 1e3;
        Calendar calendar = new Calendar(start, scaling.schedules());
        return new AutoScalingGroup(size, warmUp, trackings, starts, calendar);
    }
}
