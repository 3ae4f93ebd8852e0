package dev.sluice.ops.cli.metrics;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.shared.metrics.CloudWatchPublisher;
import dev.sluice.shared.metrics.Families;
import dev.sluice.shared.metrics.Family;
import dev.sluice.shared.metrics.Family.CloudWatchMetric;

/**
 * A dashboard of CloudWatch. It searches for what there is, so that it needs neither the names of
 * fleets nor those of pipelines; what SQS itself tells, at no cost, is in it too.
 */
final class CloudWatchDashboard {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int WIDTH = 24;
    private static final int PANEL_WIDTH = 8;
    private static final int PANEL_HEIGHT = 6;
    private static final int MINUTE = 60;

    private final ArrayNode widgets = JSON.createArrayNode();
    private final String region;

    private CloudWatchDashboard(String region) {
        this.region = region;
    }

    /** What {@code aws cloudwatch put-dashboard --dashboard-body} takes. */
    static ObjectNode json(String region) {
        CloudWatchDashboard dashboard = new CloudWatchDashboard(region);
        for (Family family : Families.ALL) {
            family.cloudwatch().ifPresent(metric -> dashboard.metric(family, metric));
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

    private void metric(Family family, CloudWatchMetric metric) {
        String statistic =
                switch (metric.unit()) {
                    case "Count" -> "Sum";
                    case "Percent" -> "Average";
                    default -> metric.byPipeline() ? "Maximum" : "Average";
                };
        widget(metric.name() + ": " + family.help(), search(metric, statistic));
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
                "SEARCH('{AWS/SQS,QueueName} MetricName=\"%s\" sluice', 'Maximum', %d)"
                        .formatted(metric, MINUTE));
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
