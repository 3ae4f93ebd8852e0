package dev.sluice.ops.deploy.dashboard;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.shared.metrics.CloudWatchPublisher;
import dev.sluice.shared.metrics.Families;
import dev.sluice.shared.metrics.Family;
import dev.sluice.shared.metrics.Family.CloudWatchMetric;

import java.util.Locale;

/**
 * A dashboard of CloudWatch. It searches for what there is, so that it needs no names of pipelines;
 * what SQS itself tells, at no cost, is in it too.
 */
public final class CloudWatchDashboard {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int WIDTH = 24;
    private static final int PANEL_WIDTH = 8;
    private static final int PANEL_HEIGHT = 6;
    private static final int MINUTE = 60;

    private final ArrayNode widgets = JSON.createArrayNode();
    private final String region;
    private final String queuePrefix;

    private CloudWatchDashboard(String region, String queuePrefix) {
        this.region = region;
        this.queuePrefix = queuePrefix;
    }

    /** What {@code aws cloudwatch put-dashboard --dashboard-body} takes. */
    public static ObjectNode json(String region, String queuePrefix) {
        CloudWatchDashboard dashboard = new CloudWatchDashboard(region, queuePrefix);
        for (Family family : Families.ALL) {
            family.cloudwatch().ifPresent(dashboard::metric);
        }
        dashboard.counted("Jobs completed a minute", Families.JOB.cloudwatch().orElseThrow());
        dashboard.counted(
                "Workers that tell CloudWatch",
                Families.ACCELERATOR_BUSY.cloudwatch().orElseThrow());
        dashboard.queue("ApproximateNumberOfMessagesVisible", "Messages that wait");
        dashboard.queue("ApproximateAgeOfOldestMessage", "Age of the oldest message, seconds");
        ObjectNode json = JSON.createObjectNode();
        json.set("widgets", dashboard.widgets);
        return json;
    }

    private void metric(CloudWatchMetric metric) {
        String statistic =
                switch (metric.unit()) {
                    case "Count" -> "Sum";
                    case "Percent" -> "Average";
                    default -> metric.byPipeline() ? "Maximum" : "Average";
                };
        widget(title(metric), search(metric, statistic));
    }

    /** {@code BacklogSeconds} is Backlog seconds, {@code BatchFill} is Batch fill, percent. */
    private static String title(CloudWatchMetric metric) {
        String words =
                metric.name().replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        String unit = metric.unit().equals("Percent") ? ", percent" : "";
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + unit;
    }

    /** Each worker adds one sample a minute, or one for each job. */
    private void counted(String title, CloudWatchMetric metric) {
        widget(title, search(metric, "SampleCount"));
    }

    private static String search(CloudWatchMetric metric, String statistic) {
        String schema =
                CloudWatchPublisher.NAMESPACE + ",Fleet" + (metric.byPipeline() ? ",Pipeline" : "");
        return "SEARCH('{%s} MetricName=\"%s\"', '%s', %d)"
                .formatted(schema, metric.name(), statistic, MINUTE);
    }

    private void queue(String metric, String title) {
        widget(
                title,
                "SEARCH('{AWS/SQS,QueueName} MetricName=\"%s\" %s', 'Maximum', %d)"
                        .formatted(metric, queuePrefix, MINUTE));
    }

    private void widget(String title, String expression) {
        int number = widgets.size();
        int inLine = WIDTH / PANEL_WIDTH;
        ObjectNode widget = widgets.addObject();
        widget.put("type", "metric");
        widget.put("x", number % inLine * PANEL_WIDTH).put("y", number / inLine * PANEL_HEIGHT);
        widget.put("width", PANEL_WIDTH).put("height", PANEL_HEIGHT);
        ObjectNode properties = widget.putObject("properties");
        properties.put("title", title).put("region", region).put("view", "timeSeries");
        properties.put("period", MINUTE);
        properties.putArray("metrics").addArray().addObject().put("expression", expression);
        properties.putObject("yAxis").putObject("left").put("min", 0);
    }
}
