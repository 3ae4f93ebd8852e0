package dev.sluice.ops.cli.metrics;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.shared.metrics.Families;
import dev.sluice.shared.metrics.Family;
import dev.sluice.shared.metrics.Family.Group;
import dev.sluice.shared.metrics.Family.Kind;
import dev.sluice.shared.metrics.Family.Unit;

import java.util.ArrayList;
import java.util.List;

/** A dashboard of Grafana: a row for each group of the list, a panel for each family. */
final class GrafanaDashboard {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int WIDTH = 24;
    private static final int PANEL_WIDTH = 8;
    private static final int PANEL_HEIGHT = 7;
    private static final String RATE = "[$__rate_interval]";

    private final ArrayNode panels = JSON.createArrayNode();
    private int id;
    private int x;
    private int y;

    private GrafanaDashboard() {}

    /** What Grafana imports. */
    static ObjectNode json() {
        GrafanaDashboard dashboard = new GrafanaDashboard();
        for (Group group : Group.values()) {
            dashboard.group(group);
        }
        ObjectNode json = JSON.createObjectNode();
        json.put("title", "Sluice").put("uid", "sluice").put("schemaVersion", 39);
        json.put("refresh", "30s");
        json.putObject("time").put("from", "now-1h").put("to", "now");
        json.putArray("tags").add("sluice");
        ObjectNode source = json.putObject("templating").putArray("list").addObject();
        source.put("name", "datasource").put("label", "Prometheus").put("type", "datasource");
        source.put("query", "prometheus");
        json.set("panels", dashboard.panels);
        return json;
    }

    private void group(Group group) {
        String title =
                switch (group) {
                    case WORK -> "Work";
                    case MODEL -> "Models and accelerator";
                    case QUEUE -> "Queues";
                    case MONEY -> "Cost";
                    case PROCESS -> "Process";
                };
        newLine();
        ObjectNode row = panels.addObject();
        row.put("id", ++id).put("type", "row").put("title", title);
        place(row, WIDTH, 1);
        newLine();
        if (group == Group.MODEL) {
            panel("Batch fill", "Items by slots", "percentunit", List.of(fill()));
        }
        Families.ALL.stream().filter(family -> family.group() == group).forEach(this::family);
    }

    /**
     * @param legend by Grafana's rules
     */
    private record Query(String expression, String legend) {}

    private static Query fill() {
        return new Query(
                "sum by (model) (rate(%s%s)) / sum by (model) (rate(%s%s))"
                        .formatted(
                                Families.BATCH_ITEMS.prometheus(),
                                RATE,
                                Families.BATCH_SLOTS.prometheus(),
                                RATE),
                "{{model}}");
    }

    private void family(Family family) {
        panel(family.prometheus(), family.help(), unit(family), queries(family));
    }

    private static List<Query> queries(Family family) {
        String name = family.prometheus();
        String by = String.join(", ", family.labels());
        String legend = legend(family);
        return switch (family.kind()) {
            case COUNTER ->
                    List.of(
                            new Query(
                                    "sum by (%s) (rate(%s%s))".formatted(by, name, RATE), legend));
            case GAUGE ->
                    List.of(
                            new Query(
                                    "%s by (%s) (%s)".formatted(together(family), by, name),
                                    legend));
            case TIMER -> {
                List<Query> queries = new ArrayList<>();
                for (String quantile : List.of("0.5", "0.99")) {
                    queries.add(
                            new Query(
                                    "histogram_quantile(%s, sum by (%s, le) (rate(%s_bucket%s)))"
                                            .formatted(quantile, by, name, RATE),
                                    legend + " p" + quantile.substring(2)));
                }
                yield queries;
            }
        };
    }

    /** Of queues all tell the same; prices and times are no sums. */
    private static String together(Family family) {
        if (family.group() == Group.QUEUE || family.unit() == Unit.SECONDS) {
            return "max";
        }
        boolean mean = family.group() == Group.MONEY || family.unit() == Unit.RATIO;
        return mean ? "avg" : "sum";
    }

    private static String legend(Family family) {
        return family.labels().isEmpty()
                ? "all"
                : "{{" + String.join("}} {{", family.labels()) + "}}";
    }

    private static String unit(Family family) {
        return switch (family.unit()) {
            case NONE -> "short";
            // seconds a second are a share
            case SECONDS -> family.kind() == Kind.COUNTER ? "percentunit" : "s";
            case BYTES -> "bytes";
            case RATIO -> "percentunit";
            case DOLLARS -> "currencyUSD";
        };
    }

    private void panel(String title, String description, String unit, List<Query> queries) {
        ObjectNode panel = panels.addObject();
        panel.put("id", ++id).put("type", "timeseries").put("title", title);
        panel.put("description", description);
        panel.putObject("datasource").put("type", "prometheus").put("uid", "${datasource}");
        panel.putObject("fieldConfig").putObject("defaults").put("unit", unit).put("min", 0);
        ArrayNode targets = panel.putArray("targets");
        char reference = 'A';
        for (Query query : queries) {
            ObjectNode target = targets.addObject();
            target.put("refId", String.valueOf(reference++));
            target.put("expr", query.expression()).put("legendFormat", query.legend());
        }
        if (x + PANEL_WIDTH > WIDTH) {
            newLine();
        }
        place(panel, PANEL_WIDTH, PANEL_HEIGHT);
    }

    private void place(ObjectNode panel, int width, int height) {
        panel.putObject("gridPos").put("x", x).put("y", y).put("w", width).put("h", height);
        x += width;
        lineHeight = height;
    }

    private int lineHeight;

    private void newLine() {
        if (x > 0) {
            y += lineHeight;
            x = 0;
        }
    }
}
