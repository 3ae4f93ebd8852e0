package dev.sluice.ops.cli.models;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.shared.fleet.Member;
import dev.sluice.shared.fleet.MemberRow;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.shared.release.Lineup;
import dev.sluice.shared.release.LineupJson;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** Shows which releases there are, and what they do. */
@Command(
        name = "list",
        header = "Shows the versions that there are, and which do what.",
        description = {
            "",
            "Workers: how many have it in service at present, as they say themselves."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice models list",
            "  ops/sluice models list moderation"
        })
final class ListCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(arity = "0..1", paramLabel = "PIPELINE", description = "One alone.")
    private @Nullable String pipeline;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ListCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Desk desk = Desk.open(shell)) {
            List<Pipeline> wanted =
                    pipeline == null
                            ? desk.fleet().pipelines().all()
                            : List.of(desk.pipeline(pipeline));
            Map<String, Lineup> lineups = desk.table().lineups().all();
            Instant now = desk.clock().instant();
            List<MemberRow> workers =
                    desk.table().members().all().stream()
                            .filter(row -> row.member().kind() == Member.Kind.WORKER)
                            .filter(row -> row.live(now))
                            .toList();
            List<Line> lines = new ArrayList<>();
            for (Pipeline each : wanted) {
                Lineup lineup = lineups.getOrDefault(each.name(), Lineup.FIRST);
                for (String version : versions(desk, each, lineup)) {
                    lines.add(new Line(each, version, lineup, now, workers));
                }
            }
            if (json) {
                shell.console().print(json(lines).toString());
            } else {
                table(lines);
            }
            return ExitCode.DONE;
        }
    }

    /** Those in the repository, then those that only the lineup still names. */
    private static Set<String> versions(Desk desk, Pipeline pipeline, Lineup lineup) {
        Set<String> versions = new LinkedHashSet<>();
        versions.add(pipeline.version());
        versions.addAll(desk.store().versions(pipeline));
        lineup.live().version().ifPresent(versions::add);
        lineup.canary().ifPresent(trial -> versions.add(trial.version()));
        lineup.shadow().ifPresent(trial -> versions.add(trial.version()));
        return versions;
    }

    private record Line(
            Pipeline pipeline,
            String version,
            Lineup lineup,
            Instant now,
            List<MemberRow> workers) {
        String does() {
            List<String> does = new ArrayList<>();
            if (is(lineup.live().at(now))) {
                does.add("live");
            }
            if (lineup.live().from().isAfter(now) && is(lineup.live().version())) {
                does.add("live from " + lineup.live().from());
            }
            lineup.canary()
                    .filter(trial -> trial.version().equals(version))
                    .ifPresent(trial -> does.add("canary %s %%".formatted(trial.percent())));
            lineup.shadow()
                    .filter(trial -> trial.version().equals(version))
                    .ifPresent(trial -> does.add("shadow %s %%".formatted(trial.percent())));
            if (lineup.withdrawn().contains(version)) {
                does.add("withdrawn");
            }
            return String.join(", ", does);
        }

        private boolean is(Optional<String> named) {
            return named.orElse(pipeline.version()).equals(version);
        }

        long workersWith() {
            return workers.stream()
                    .filter(row -> version.equals(row.vitals().pipelines().get(pipeline.name())))
                    .count();
        }
    }

    private static ArrayNode json(List<Line> lines) {
        ArrayNode all = new JsonMapper().createArrayNode();
        for (Line line : lines) {
            ObjectNode each =
                    all.addObject()
                            .put("pipeline", line.pipeline().name())
                            .put("version", line.version())
                            .put("does", line.does())
                            .put("workers", line.workersWith());
            each.set("lineup", LineupJson.write(line.lineup()));
        }
        return all;
    }

    private void table(List<Line> lines) {
        Table table =
                new Table(
                        Table.Column.text("Pipeline"),
                        Table.Column.text("Version"),
                        Table.Column.text("Does"),
                        Table.Column.number("Workers"));
        lines.forEach(
                line ->
                        table.row(
                                line.pipeline().name(),
                                line.version(),
                                line.does(),
                                line.workersWith()));
        shell.console().print(table);
        lines.stream()
                .filter(line -> !line.lineup().note().isEmpty())
                .map(line -> line.pipeline().name() + ": " + line.lineup().note())
                .distinct()
                .forEach(shell.console()::print);
    }
}
