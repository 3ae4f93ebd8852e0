package dev.sluice.ops.cli.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.deploy.dashboard.CloudWatchDashboard;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** The list of what is measured, and what is made from it. */
@Command(
        name = "metrics",
        header = "Prints what is measured, or a dashboard of it.",
        description = {
            "",
            "Without options: a table of all metrics of worker and dispatcher, in Markdown. What it"
                    + " prints is the same as docs/metrics.md and ops/dashboards hold."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice metrics --grafana > sluice.json       and import it in Grafana",
            "  aws cloudwatch put-dashboard --dashboard-name Sluice \\",
            "      --dashboard-body \"$(ops/sluice metrics --cloudwatch --region eu-west-1)\""
        })
public final class MetricsCommand implements Callable<Integer> {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final String PREFIX = "sluice";

    private final Shell shell;

    @ArgGroup private @Nullable Form form;

    @Option(
            names = "--region",
            paramLabel = "R",
            defaultValue = "us-east-1",
            description = "Region of CloudWatch's dashboard; ${DEFAULT-VALUE} unless told.")
    private String region = "";

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            defaultValue = PREFIX,
            description =
                    "SLUICE_QUEUE_PREFIX of the fleet, for queues on CloudWatch's dashboard;"
                            + " ${DEFAULT-VALUE} unless told.")
    private String prefix = "";

    /** What to print. */
    static final class Form {
        @Option(names = "--grafana", description = "A dashboard of Grafana, on Prometheus.")
        private boolean grafana;

        @Option(names = "--cloudwatch", description = "A dashboard of CloudWatch.")
        private boolean cloudwatch;

        @Option(
                names = "--write",
                paramLabel = "REPOSITORY",
                description = "Make the files in this repository anew that are made of the list.")
        private @Nullable Path repository;
    }

    public MetricsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        if (form != null && form.repository != null) {
            for (Map.Entry<Path, String> file : files(form.repository, region).entrySet()) {
                Files.writeString(file.getKey(), file.getValue());
            }
        } else if (form != null && form.grafana) {
            shell.console().print(text(GrafanaDashboard.json()).strip());
        } else if (form != null && form.cloudwatch) {
            shell.console().print(text(CloudWatchDashboard.json(region, prefix)).strip());
        } else {
            shell.console().print(FamilyTable.text().strip());
        }
        return ExitCode.DONE;
    }

    /** All that is made of the list, by where it lies. */
    static Map<Path, String> files(Path repository, String region) throws IOException {
        Path dashboards = repository.resolve("ops/dashboards");
        Path document = repository.resolve("docs/metrics.md");
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(dashboards.resolve("grafana.json"), text(GrafanaDashboard.json()));
        files.put(
                dashboards.resolve("cloudwatch.json"),
                text(CloudWatchDashboard.json(region, PREFIX)));
        files.put(document, FamilyTable.in(Files.readString(document)));
        return files;
    }

    private static String text(ObjectNode json) {
        try {
            return JSON.writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of texts and numbers", e);
        }
    }
}
