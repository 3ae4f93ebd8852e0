package dev.sluice.ops.deploy.scaling;

import dev.sluice.shared.metrics.Families;
import dev.sluice.shared.metrics.Family;
import dev.sluice.shared.metrics.Family.CloudWatchMetric;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a pool is scaled by: figures that one publisher of the fleet puts into CloudWatch. */
public enum Signal {
    /** What waits, in seconds until the workers there are would be through with it. */
    BACKLOG,

    /**
     * What waits while there is no worker, in seconds of work for one; 0 as soon as there is one,
     * and 1 if nobody knows what a job takes.
     */
    BACKLOG_WITHOUT_WORKERS,

    /**
     * What part of their time workers would spend on the most work that there was within the
     * cooldown, percent. So a pool that keeps up, and has no backlog for that very reason, keeps
     * its workers.
     */
    WORKERS_BUSY;

    /** In CloudWatch. */
    public String metric() {
        return cloudwatch().name();
    }

    /** One of CloudWatch's. */
    public String unit() {
        return cloudwatch().unit();
    }

    /** Of several publishers, if there ever are, the mean is one's. */
    public String statistic() {
        return "Average";
    }

    /**
     * Of the metric, in order.
     *
     * @param fleet the queue prefix
     */
    public Map<String, String> dimensions(String fleet, String pipeline) {
        Map<String, String> dimensions = new LinkedHashMap<>();
        dimensions.put("Fleet", fleet);
        dimensions.put("Pipeline", pipeline);
        return dimensions;
    }

    private CloudWatchMetric cloudwatch() {
        return family().cloudwatch().orElseThrow();
    }

    private Family family() {
        return switch (this) {
            case BACKLOG -> Families.BACKLOG;
            case BACKLOG_WITHOUT_WORKERS -> Families.BACKLOG_WITHOUT_WORKERS;
            case WORKERS_BUSY -> Families.WORKERS_BUSY;
        };
    }
}
