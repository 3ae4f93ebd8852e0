package dev.sluice.ops.cli.metrics;

import dev.sluice.shared.metrics.Families;
import dev.sluice.shared.metrics.Family;
import dev.sluice.shared.metrics.Family.CloudWatchMetric;
import dev.sluice.shared.metrics.Family.Program;

import java.util.Locale;
import java.util.stream.Collectors;

/** The list as a table of Markdown, and its place in a document. */
final class FamilyTable {
    private static final String BEGIN = "<!-- made by ops/sluice metrics --write -->\n";
    private static final String END = "<!-- end -->\n";

    private static final String HEAD =
            """
            | Prometheus | kind | labels | told by | CloudWatch | |
            |---|---|---|---|---|---|
            """;

    private FamilyTable() {}

    static String text() {
        return Families.ALL.stream()
                .map(FamilyTable::row)
                .collect(Collectors.joining("", HEAD, ""));
    }

    private static String row(Family family) {
        String labels =
                family.labels().stream()
                        .map(label -> "`" + label + "`")
                        .collect(Collectors.joining(", "));
        String programs =
                family.programs().size() == Program.values().length
                        ? "both"
                        : family.programs().iterator().next().name().toLowerCase(Locale.ROOT);
        String kind =
                switch (family.kind()) {
                    case COUNTER -> "counter";
                    case GAUGE -> "gauge";
                    case TIMER -> "histogram";
                };
        return "| `%s` | %s | %s | %s | %s | %s |\n"
                .formatted(
                        family.prometheus(),
                        kind,
                        labels,
                        programs,
                        family.cloudwatch().map(FamilyTable::cloudwatch).orElse(""),
                        family.help());
    }

    private static String cloudwatch(CloudWatchMetric metric) {
        return "`%s`%s, %s%s"
                .formatted(
                        metric.name(),
                        metric.byPipeline() ? " by pipeline" : "",
                        metric.unit().toLowerCase(Locale.ROOT),
                        metric.forScaling() ? ", [for scaling](autoscaling.md)" : "");
    }

    /**
     * A document with its table made anew.
     *
     * @throws IllegalArgumentException if it has no place for one
     */
    static String in(String document) {
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("there is no " + BEGIN.strip() + " … " + END);
        }
        return document.substring(0, begin + BEGIN.length()) + text() + document.substring(end);
    }
}
