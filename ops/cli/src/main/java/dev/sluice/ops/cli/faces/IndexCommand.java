package dev.sluice.ops.cli.faces;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;

import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Pause;
import dev.sluice.ops.cli.shell.Progress;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.cli.shell.Style;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.Naming;
import dev.sluice.ops.fleet.PictureFiles;
import dev.sluice.ops.fleet.Rows;
import dev.sluice.ops.fleet.Sent;
import dev.sluice.ops.fleet.Submission;
import dev.sluice.ops.fleet.Uploads;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.program.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.sync.RequestBody;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** Fills a collection. */
@Command(
        name = "index",
        header = "Puts the faces of pictures into a collection.",
        description = {
            "",
            "Uploads the pictures of files and folders, waits, and says what was found in each."
                    + " Exit code: 0 all were indexed, 1 some were not, 4 some were not settled in"
                    + " time."
        })
final class IndexCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(300);
    private static final Set<String> PICTURES = Set.of("jpg", "jpeg", "png", "gif", "bmp", "webp");

    private final Shell shell;

    @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Pictures, or folders.")
    private List<Path> files = new ArrayList<>();

    @Mixin private CollectionOptions collection = new CollectionOptions();

    @Option(
            names = "--max-faces",
            paramLabel = "N",
            defaultValue = "5",
            description = "The largest faces of each picture, 1 to 20. Default: ${DEFAULT-VALUE}.")
    private int maxFaces;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description = "Longest wait, as 30s, 5m or 1h. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Mixin private JsonOption json = new JsonOption();

    IndexCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Fleet fleet = Fleet.open(shell.environment())) {
            Pipeline pipeline = CollectionOptions.indexing(fleet);
            PictureFiles pictures =
                    PictureFiles.in(files, name -> PICTURES.contains(name.extension()));
            if (pictures.taken().isEmpty()) {
                throw new UsageError("there are no pictures in " + files.getFirst());
            }
            Naming naming = collection.naming(fleet);
            List<Submission> submissions =
                    pictures.taken().stream()
                            .map(file -> naming.next(file.toString(), pipeline))
                            .toList();
            Map<Sent, Row> settled =
                    settled(
                            shell,
                            fleet,
                            submissions,
                            Map.of("max_faces", Integer.toString(maxFaces)),
                            timeout);
            return tell(submissions, settled);
        }
    }

    /** Uploads, and waits for the rows. */
    static Map<Sent, Row> settled(
            Shell shell,
            Fleet fleet,
            List<Submission> submissions,
            Map<String, String> metadata,
            Duration timeout)
            throws InterruptedException {
        Rows rows = new Rows(fleet.clients().dynamodb(), fleet.settings().table());
        Map<String, Row> before = rows.of(submissions);
        Uploads uploads = new Uploads(fleet.clients().s3(), fleet.settings().bucket());
        List<Sent> open = new ArrayList<>();
        for (Submission submission : submissions) {
            open.add(
                    uploads.put(
                            submission,
                            RequestBody.fromFile(Path.of(submission.file())),
                            metadata,
                            Optional.ofNullable(before.get(submission.rowID()))));
        }
        Map<Sent, Row> settled = new HashMap<>();
        long begun = System.nanoTime();
        try (Progress progress = Progress.start(shell.console(), "Waiting", open.size())) {
            while (!open.isEmpty() && System.nanoTime() - begun < timeout.toNanos()) {
                settled.putAll(rows.settled(open));
                open.removeAll(settled.keySet());
                progress.at(settled.size());
                if (!open.isEmpty()) {
                    Pause.of(POLL);
                }
            }
        }
        return settled;
    }

    private int tell(List<Submission> submissions, Map<Sent, Row> settled) {
        Table table =
                new Table(
                        Table.Column.text("Picture", 60),
                        Table.Column.text("Status"),
                        Table.Column.text("Finding"));
        ArrayNode pictures = new JsonMapper().createArrayNode();
        Map<String, Row> rows = new HashMap<>();
        settled.forEach((sent, row) -> rows.put(sent.submission().rowID(), row));
        int failed = 0;
        for (Submission submission : submissions) {
            Optional<Row> row = Optional.ofNullable(rows.get(submission.rowID()));
            boolean completed = row.flatMap(Row::status).equals(Optional.of(Row.Status.COMPLETED));
            failed += row.isPresent() && !completed ? 1 : 0;
            String status = row.flatMap(Row::status).map(Row.Status::stored).orElse("waiting");
            String finding = row.map(Rows::outcome).orElse("");
            table.row(
                    submission.file(),
                    new Table.Cell(status, completed ? Style.GOOD : Style.BAD),
                    finding);
            pictures.addObject()
                    .put("file", submission.file())
                    .put("item", submission.rowID())
                    .put("status", status)
                    .put("finding", finding);
        }
        if (json.asked()) {
            json.print(shell.console(), facts -> facts.set("pictures", pictures));
        } else {
            shell.console().print(table);
        }
        if (rows.size() < submissions.size()) {
            return ExitCode.TIMED_OUT;
        }
        return failed > 0 ? ExitCode.FAILED : ExitCode.DONE;
    }
}
