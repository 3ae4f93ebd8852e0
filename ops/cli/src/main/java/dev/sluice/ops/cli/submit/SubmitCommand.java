package dev.sluice.ops.cli.submit;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.CustomerOption;
import dev.sluice.ops.cli.shell.Progress;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.cli.shell.Style;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.Naming;
import dev.sluice.ops.fleet.PictureFiles;
import dev.sluice.ops.fleet.PipelineChoice;
import dev.sluice.ops.fleet.Rows;
import dev.sluice.ops.fleet.Sent;
import dev.sluice.ops.fleet.Submission;
import dev.sluice.ops.fleet.Uploads;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Pictures into the fleet. */
@Command(
        name = "submit",
        header = "Uploads pictures, and waits for their results if asked to.",
        description = {
            "",
            "Prints \"file → key\" for each. A picture's image ID is its file name without folder"
                + " and extension, if the pipeline allows it; else the name with other characters"
                + " replaced, and eight digits that keep it apart from similar ones. Submitting a"
                + " name again replaces the earlier upload. Of folders the pictures are taken, and"
                + " those of their subfolders.",
            "",
            "Exit code: 0 all uploaded (with --wait: completed), 1 a job failed, 2 a mistake in the"
                    + " command line, 3 an endpoint or a bucket is missing, 4 --wait took too long."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice submit scan.jpg --customer acme --wait",
            "  ops/sluice submit scans/ --customer acme --meta material=WSe2 --meta"
                    + " magnification=50x",
            "  ops/sluice submit photo.png --customer acme --pipeline moderation --wait --timeout"
                    + " 30s",
            "  ops/sluice submit scans/ --customer acme --wait --json",
            "  ops/sluice submit call.mp3 --customer acme --pipeline voice --wait",
            "  ops/sluice submit session-1/ --customer acme --pipeline emotion --wait"
        })
public final class SubmitCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Pictures, or folders.")
    private List<Path> files = new ArrayList<>();

    @Mixin private CustomerOption customer = new CustomerOption();

    @Option(
            names = "--pipeline",
            paramLabel = "P",
            description =
                    "What to do with them. Default: the pipeline that takes plain uploads"
                            + " (customer/uploaded/…), of the shipped ones flakes.")
    private @Nullable String pipeline;

    @Option(
            names = "--meta",
            paramLabel = "KEY=VALUE",
            description =
                    "User metadata of the objects: flakes takes material and magnification. May be"
                            + " repeated.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    @Option(names = "--wait", description = "Wait for the results, and print them.")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description = "Longest --wait, as 30s, 5m or 1h. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Option(
            names = "--json",
            description =
                    "Print an array instead: of each file its key and IDs; with --wait also what"
                            + " became of it.")
    private boolean json;

    public SubmitCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Fleet fleet = Fleet.open(shell.environment())) {
            PipelineChoice choice = new PipelineChoice(fleet.pipelines());
            Pipeline chosen = pipeline == null ? choice.usual() : choice.named(pipeline);
            Rows rows = new Rows(fleet.clients().dynamodb(), fleet.settings().table());
            List<Submission> submissions = submissions(chosen);
            Map<String, Row> before = wait ? rows.of(submissions) : Map.of();
            List<Sent> sent = upload(fleet, submissions, before);
            if (wait) {
                return waitFor(rows, sent);
            }
            if (json) {
                shell.console().print(SentJson.of(sent, Map.of()));
            }
            return ExitCode.DONE;
        }
    }

    /** Named before the first upload, so that a mistake leaves nothing half done. */
    private List<Submission> submissions(Pipeline chosen) {
        PictureFiles pictures = PictureFiles.in(files, name -> Naming.takes(chosen, name));
        for (Path file : pictures.skipped()) {
            shell.console()
                    .say("skipped " + file + ": not a file that " + chosen.name() + " takes");
        }
        if (pictures.taken().isEmpty()) {
            throw new UsageError("there are no pictures in " + files.getFirst());
        }
        Naming naming = new Naming(customer.id());
        return pictures.taken().stream().map(file -> naming.next(file.toString(), chosen)).toList();
    }

    private List<Sent> upload(Fleet fleet, List<Submission> submissions, Map<String, Row> before) {
        Uploads uploads = new Uploads(fleet.clients().s3(), fleet.settings().bucket());
        List<Sent> sent = new ArrayList<>();
        try (Sending sending = Sending.of(shell.console(), submissions)) {
            for (Submission submission : submissions) {
                sent.add(
                        uploads.put(
                                submission,
                                sending.content(Path.of(submission.file())),
                                metadata,
                                Optional.ofNullable(before.get(submission.rowID()))));
                if (!json) {
                    shell.console().print(submission.file() + " → " + submission.key());
                }
            }
        }
        return sent;
    }

    private int waitFor(Rows rows, List<Sent> sent) throws InterruptedException {
        Map<Sent, Row> settled;
        try (Progress progress = Progress.start(shell.console(), "Waiting", sent.size())) {
            settled = new ResultWait(rows, timeout).of(sent, progress::at);
        }
        Table table =
                new Table(
                        Table.Column.text("File", 60),
                        Table.Column.text("Status"),
                        Table.Column.text("Finding"));
        int failed = 0;
        for (Sent upload : sent) {
            Optional<Row> row = Optional.ofNullable(settled.get(upload));
            Optional<String> failure = row.flatMap(upload.submission()::failure);
            boolean completed =
                    row.flatMap(Row::status).equals(Optional.of(Row.Status.COMPLETED))
                            && failure.isEmpty();
            failed += row.isPresent() && !completed ? 1 : 0;
            table.row(
                    upload.submission().file(),
                    new Table.Cell(
                            failure.isPresent()
                                    ? Row.Status.FAILED.stored()
                                    : row.flatMap(Row::status)
                                            .map(Row.Status::stored)
                                            .orElse("waiting"),
                            completed ? Style.GOOD : Style.BAD),
                    failure.or(() -> row.map(Rows::outcome)).orElse(""));
        }
        Console console = shell.console();
        if (json) {
            console.print(SentJson.of(sent, settled));
        } else {
            console.print(table);
        }
        if (settled.size() < sent.size()) {
            console.complain(
                    "%d of %d not settled within %d s; `ops/sluice status --customer %s` shows what became of them"
                            .formatted(
                                    sent.size() - settled.size(),
                                    sent.size(),
                                    timeout.toSeconds(),
                                    customer.id()));
            return ExitCode.TIMED_OUT;
        }
        return failed > 0 ? ExitCode.FAILED : ExitCode.DONE;
    }
}
