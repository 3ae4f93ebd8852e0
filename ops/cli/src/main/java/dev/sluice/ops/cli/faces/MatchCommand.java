package dev.sluice.ops.cli.faces;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.Rows;
import dev.sluice.ops.fleet.Sent;
import dev.sluice.ops.fleet.Submission;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Looks for a face in a collection. */
@Command(
        name = "match",
        header = "Finds the faces of a collection that are most like the largest one of a picture.",
        description = {
            "",
            "Uploads the picture, waits, and prints the matches, the most alike first. A similarity"
                + " is (cosine + 1) / 2, from 0 to 1. It says how alike two pictures are, not who"
                + " anybody is. Exit code: 0 done, with or without a match, 1 the picture cannot be"
                + " used, 4 not settled in time."
        })
final class MatchCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    private final Shell shell;

    @Parameters(paramLabel = "FILE", description = "A picture with a face.")
    private Path file = Path.of("");

    @Mixin private CollectionOptions collection = new CollectionOptions();

    @Option(
            names = "--threshold",
            paramLabel = "S",
            description = "Least similarity. Default: the pipeline's, 0.8 as shipped.")
    private @Nullable Double threshold;

    @Option(
            names = "--max-matches",
            paramLabel = "N",
            description = "At most so many. Default: the pipeline's, 10 as shipped.")
    private @Nullable Integer most;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Also write a page with the faces side by side.")
    private @Nullable Path report;

    @Option(names = "--json", description = "Print the result document, for programs.")
    private boolean json;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description = "Longest wait, as 30s, 5m or 1h. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    MatchCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new UsageError("there is no file " + file);
        }
        try (Fleet fleet = Fleet.open(shell.environment())) {
            Submission submission =
                    collection
                            .naming(fleet)
                            .next(file.toString(), CollectionOptions.matching(fleet));
            Map<Sent, Row> settled =
                    IndexCommand.settled(shell, fleet, List.of(submission), metadata(), timeout);
            Optional<Row> row = settled.values().stream().findFirst();
            if (row.isEmpty()) {
                shell.console().complain("not settled within %d s".formatted(timeout.toSeconds()));
                return ExitCode.TIMED_OUT;
            }
            if (!row.get().status().equals(Optional.of(Row.Status.COMPLETED))) {
                shell.console().complain(Rows.outcome(row.get()));
                return ExitCode.FAILED;
            }
            tell(fleet, document(fleet, row.get()));
            return ExitCode.DONE;
        }
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        if (threshold != null) {
            metadata.put("threshold", threshold.toString());
        }
        if (most != null) {
            metadata.put("max_matches", most.toString());
        }
        return metadata;
    }

    private static JsonNode document(Fleet fleet, Row row) {
        try {
            return JSON.readTree(
                    new ObjectStore(fleet.clients().s3())
                            .result(fleet.settings().resultBucket(), row.result().orElseThrow()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tell(Fleet fleet, JsonNode document) {
        if (json) {
            shell.console().print(document.toString());
        } else {
            Table table =
                    new Table(
                            Table.Column.number("Similarity"),
                            Table.Column.text("Picture"),
                            Table.Column.text("Face"));
            for (JsonNode match : document.path("face_matches")) {
                table.row(
                        "%.4f".formatted(match.path("similarity").asDouble()),
                        match.path("image_key").asText(),
                        match.path("face_id").asText());
            }
            if (document.path("face_matches").isEmpty()) {
                shell.console().print("No match.");
            } else {
                shell.console().print(table);
            }
        }
        if (report != null) {
            new MatchReport(fleet, collection.key(fleet)).write(report, file, document);
            shell.console().say("The report is in " + report);
        }
    }
}
